// The store in a folder keeps the contract of stores.

import { join } from "node:path";
import { lanceStore } from "../../../src/gallery/stores/lance.js";
import { temporaryFolder } from "../../testkit/pictures.js";
import { storeContract } from "../store-contract.js";

const folder = temporaryFolder();

storeContract("embedded", () => Promise.resolve({ open: (name) => lanceStore(join(folder, name)) }));
