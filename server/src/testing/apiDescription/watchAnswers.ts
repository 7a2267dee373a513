import type { Response } from 'express';
import type { WatchAnswers } from '../../api/rest/createRestApp.ts';
import { type Answer, createAnswerCheck } from './answerCheck.ts';

/** Holds every answer over HTTP against the API's description. @param complain told of what does not fit */
export function createWatch(complain: (complaint: string) => void): WatchAnswers {
  return (describe) => {
    let check: ReturnType<typeof createAnswerCheck> | null = null;
    return (request, response, next) => {
      const { method } = request;
      const [path = ''] = request.originalUrl.split('?');
      onEnd(response, (answer) => {
        check ??= createAnswerCheck(describe());
        const complaint = check({ method, path, ...answer });
        if (complaint !== null) complain(`${method} ${path} answered ${answer.status}: ${complaint}`);
      });
      next();
    };
  };
}

/** Outside the request that it is about: there the test run fails with it, whatever the test itself looked at. */
export function failRun(complaint: string): void {
  queueMicrotask(() => {
    throw new Error(`An answer is not as the description of the API says. ${complaint}`);
  });
}

/** Keeps what is written, and tells it when that is all. */
function onEnd(response: Response, tell: (answer: Pick<Answer, 'status' | 'contentType' | 'body'>) => void): void {
  const chunks: Buffer[] = [];
  // Either function of Node takes its parameters in three ways; what is written is always the first one.
  response.write = new Proxy(response.write, {
    apply(target, self, given) {
      keep(chunks, given[0]);
      return Reflect.apply(target, self, given);
    },
  });
  response.end = new Proxy(response.end, {
    apply(target, self, given) {
      keep(chunks, given[0]);
      const contentType = String(response.getHeader('content-type') ?? '');
      tell({ status: response.statusCode, contentType, body: Buffer.concat(chunks).toString() });
      return Reflect.apply(target, self, given);
    },
  });
}

function keep(chunks: Buffer[], given: unknown): void {
  if (typeof given === 'string' || given instanceof Uint8Array) chunks.push(Buffer.from(given));
}
