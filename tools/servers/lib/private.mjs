/** A server for one test, which can stop it and start it again. */
import { keep } from './keep.mjs';

/** Starts a server; see `index.d.mts`. */
export async function startPrivate(kind, options) {
  const { keeper, url } = await keep(kind, options);
  const gone = new Promise((resolve) => keeper.once('exit', resolve));
  let last = 0;
  const tell = (step, value) => {
    const id = ++last;
    keeper.channel.ref(); // this process waits for the response
    const told = new Promise((resolve, reject) => {
      const hear = (answer) => {
        if (answer.id !== id) return;
        keeper.off('message', hear);
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error));
      };
      keeper.on('message', hear);
      keeper.send({ id, step, value });
    });
    return told.finally(() => keeper.channel?.unref());
  };
  return {
    url,
    stop: () => tell('stop'),
    kill: () => tell('kill'),
    start: () => tell('start'),
    hold: () => tell('pause', true),
    release: () => tell('pause', false),
    async remove() {
      keeper.ref();
      if (keeper.connected) keeper.disconnect();
      await gone;
    },
  };
}
