/** Whether this page stands inside another one, which could lay something over it and have its buttons pressed. */
export function framed(): boolean {
  return window.self !== window.top;
}
