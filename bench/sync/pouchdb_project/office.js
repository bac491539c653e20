'use strict';

// One PouchDB office, driven over standard input and output (see bench/sync/worker.py).
//
// usage: node office.js receiver
//        node office.js sender URL BATCH_SIZE
//
// Databases are LevelDB folders in the working directory.

const fs = require('fs');
const readline = require('readline');
const PouchDB = require('pouchdb');

const DATABASE = 'enterprises';
const LOAD_BATCH = 2000;

async function* batches(path, size) {
  let batch = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(path) })) {
    batch.push(JSON.parse(line));
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length) yield batch;
}

function documentOf([id, ...values], fields) {
  const present = fields.map((name, at) => [name, values[at]]).filter(([, value]) => value !== null);
  return { _id: id, ...Object.fromEntries(present) };
}

async function write(database, documents) {
  const failures = (await database.bulkDocs(documents)).filter((answer) => answer.error);
  if (failures.length) throw new Error(`not written: ${JSON.stringify(failures[0])}`);
}

function receiver() {
  const app = require('express')();
  app.use('/', require('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB' }));
  const database = new PouchDB(DATABASE);

  async function dump({ path, fields }) {
    const file = fs.openSync(path, 'w');
    let page = { limit: LOAD_BATCH };
    for (;;) {
      const { rows } = await database.allDocs({ include_docs: true, ...page });
      if (!rows.length) break;
      const lines = rows.map(({ doc }) => JSON.stringify([doc._id, ...fields.map((name) => doc[name] ?? null)]));
      fs.writeSync(file, lines.join('\n') + '\n');
      page = { limit: LOAD_BATCH, startkey: rows[rows.length - 1].id, skip: 1 };
    }
    fs.closeSync(file);
  }

  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve([{ port: server.address().port }, { dump }]));
  });
}

async function sender(url, batchSize) {
  const database = new PouchDB(DATABASE);
  const remote = new PouchDB(url + DATABASE);
  await Promise.all([database.info(), remote.info()]);

  async function load({ path, fields }) {
    for await (const rows of batches(path, LOAD_BATCH)) {
      await write(database, rows.map((row) => documentOf(row, fields)));
    }
  }

  async function change({ path, fields }) {
    for await (const rows of batches(path, LOAD_BATCH)) {
      const known = await database.allDocs({ keys: rows.map((row) => row[0]) });
      const revisions = known.rows.map((row) => row.value.rev);
      await write(database, rows.map((row, at) => ({ ...documentOf(row, fields), _rev: revisions[at] })));
    }
  }

  async function sync() {
    const result = await database.replicate.to(remote, { batch_size: Number(batchSize) });
    if (!result.ok || result.doc_write_failures) throw new Error(JSON.stringify(result));
  }

  return [{}, { load, change, sync }];
}

async function serve([greeting, acts]) {
  console.log(JSON.stringify(greeting));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { ask, ...details } = JSON.parse(line);
    try {
      await acts[ask](details);
      console.log('{}');
    } catch (error) {
      console.error(error);
      console.log(JSON.stringify({ error: String(error) }));
    }
  }
  process.exit(0);
}

const [role, ...rest] = process.argv.slice(2);
(role === 'receiver' ? receiver() : sender(...rest)).then(serve);
