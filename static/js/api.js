// The API's documentation: Swagger UI, from our own files, without its calls to other hosts.

const place = document.getElementById("api");
const url = new URL("../vendor/swagger/swagger-ui-bundle.js", import.meta.url);
const dark =
  document.documentElement.dataset.theme === "dark" ||
  (document.documentElement.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.classList.toggle("dark-mode", dark);

const script = document.createElement("script");
script.src = url;
script.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: place.dataset.url,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    docExpansion: "none",
    filter: true,
    requestInterceptor(request) {
      request.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf"]')?.content ?? "";
      return request;
    },
  });
});
document.head.append(script);
