import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../ui/tokens.css";
import "../ui/base.css";
import { takeTokenFromAddress } from "../api/token";
import { App } from "./App";

takeTokenFromAddress();
window.addEventListener("hashchange", takeTokenFromAddress);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
