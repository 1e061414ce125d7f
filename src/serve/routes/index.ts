// All routes of a service.

import { z } from "zod";
import { openApi } from "../openapi.js";
import { documentationPage } from "../page.js";
import type { Resources } from "../resources.js";
import { route, type Route } from "../route.js";
import { anomaliesRoute } from "./anomalies.js";
import { embedRoute } from "./embed.js";
import { itemRoutes } from "./gallery-items.js";
import { searchRoutes } from "./gallery-search.js";
import { healthRoutes } from "./health.js";
import { modelsRoute } from "./models.js";
import { verifyRoute } from "./verify.js";

export function serviceRoutes(resources: Resources): readonly Route[] {
  const routes = [
    ...[embedRoute(resources), verifyRoute(resources), modelsRoute(resources)],
    ...(resources.galleries.all.length === 0 ? [] : [...searchRoutes(resources), ...itemRoutes(resources)]),
    ...(resources.detectors.all.length === 0 ? [] : [anomaliesRoute(resources)]),
    ...healthRoutes(resources),
  ];
  return [...routes, ...descriptionRoutes(routes)];
}

/** The routes that describe the others, and themselves. */
function descriptionRoutes(others: readonly Route[]): readonly Route[] {
  const all: Route[] = [...others];
  all.push(
    route({
      method: "GET",
      path: "/openapi.json",
      scope: "open",
      operation: "openapi",
      summary: "This description, as OpenAPI 3.1",
      answer: z.looseObject({ openapi: z.string() }),
      handle: () => Promise.resolve(description),
    }),
    route({
      method: "GET",
      path: "/",
      scope: "open",
      operation: "page",
      summary: "This description, as a page",
      answer: "text",
      handle: () => Promise.resolve(page),
    }),
  );
  const description = openApi(all);
  const page = documentationPage(all, description);
  return all.slice(others.length);
}
