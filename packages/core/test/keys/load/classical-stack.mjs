/**
 * jwks-rsa and jsonwebtoken, combined as in their READMEs, in a thread: the rate limiter leaves calls that
 * wait for many minutes, and only the end of the thread ends them.
 */
import { parentPort, workerData } from 'node:worker_threads';
import jwt from 'jsonwebtoken';
import jwksRsa from 'jwks-rsa';

const { jwksUri, rateLimit, claims } = workerData;
const client = jwksRsa({ jwksUri, rateLimit, cache: true });

function getKey(header, callback) {
  client.getSigningKey(header.kid, (error, key) => {
    if (error) callback(error);
    else callback(null, key.getPublicKey());
  });
}

function verify({ id, token }) {
  jwt.verify(token, getKey, { algorithms: ['RS256'], ...claims }, (error) => {
    parentPort.postMessage({ id, error: error?.name, message: error?.message }, []);
  });
}

parentPort.on('message', (requests) => requests.forEach(verify));
