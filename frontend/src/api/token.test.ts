/** The owner's link: its token is kept, and the address forgets it. */
import { beforeEach, expect, test } from "vitest";
import { forgetToken, keepToken, takeTokenFromAddress, token } from "./token";

beforeEach(() => forgetToken());

const arriveAt = (address: string) => {
  window.history.replaceState({ kept: 1 }, "", address);
  takeTokenFromAddress();
};

test("the owner's link: the token is remembered, and nothing of it stays in the address", () => {
  arriveAt("/runs?children=1#token=abc-_%2F%3D1");
  expect([token(), localStorage.getItem("isogloss.token")]).toEqual(["abc-_/=1", "abc-_/=1"]);
  expect(window.location.href).toMatch(/\/runs\?children=1$/);
  expect(window.history.state).toEqual({ kept: 1 });
});

test("the part of a page that an address names is none, nor is what cannot be read", () => {
  keepToken("mine", false);
  for (const address of ["/f/a#token", "/f/a#token=", "/f/a#tokens=x", "/f/a#the-token=x"]) {
    arriveAt(address);
    expect(window.location.href.endsWith(address)).toBe(true);
  }
  arriveAt("/#token=%E0%A4%A");
  expect(token()).toBe("mine");
});
