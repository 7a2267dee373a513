import { failureSchema } from '@erp-whatsapp/shared/answers';
import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Actor } from '../../domain/actor.ts';
import { readActor, readAdmin } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import { type QueryKinds, readBody, readQuery } from './request.ts';

/** One route, declared once: Express goes by it, and the API's description is made from it. */
export type RouteSpec<Input = unknown, Answer extends z.ZodType = z.ZodType> = {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below the folder of its routes, as Express writes it, with one parameter at most: `/:id`. */
  path: string;
  /** What it does, in one line for whoever reads the description. */
  summary: string;
  /** `signedIn`: also by key; `admin`: a user or key of that role. */
  mayCall: 'anybody' | 'signedIn' | 'admin';
  /** What of a query is read, and as what. Other methods read their body. */
  query?: QueryKinds;
  /** Of body or query together with the path's parameter, where it has a field of that name. */
  input?: z.ZodType<Input>;
  /** The whole body of the answer. */
  answer: Answer;
  /** The answer's kind; JSON where left out. */
  contentType?: string;
  /** The answer's; the first is set before the handler runs, which may set another one of them. 200 where left out. */
  statuses?: readonly [number, ...number[]];
  /** Codes that it answers beside those which follow from all this. */
  refusals?: readonly ErrorCode[];
};

/** A part of the API: what is mounted at `folder`. */
export type RouteGroup = {
  /** Its heading in the description. */
  name: string;
  folder: string;
  specs: readonly RouteSpec[];
  /** The body of its refusals. */
  failure: z.ZodType;
};

export type MountedRoutes = RouteGroup & { router: Router };

/** Of these two fields a literal value is taken as such, since they are named here. */
type AnyAnswer = { success?: boolean; ok?: boolean; [field: string]: unknown };
type AnswerSchema = z.ZodType<AnyAnswer>;
type InputSpec<Input, Answer extends AnswerSchema> = Omit<RouteSpec<Input, Answer>, 'mayCall'> & {
  input: z.ZodType<Input>;
};

/** What a handler gets. `id`: what stands for the path's parameter; empty where there is none. */
type Asked<Input> = { input: Input; id: string; request: Request; response: Response };
type Answering<Answer extends AnswerSchema> = Promise<z.output<Answer>> | z.output<Answer>;

/** The kind of an answer that is what it is, such as a file. */
export const anyKind = '*/*';

/** For a route that takes nothing. */
export const nothing = z.unknown().transform(() => null);

type NewGroup = Pick<RouteGroup, 'name' | 'folder'> & { failure?: z.ZodType };

/** Routes below one folder that nobody has to sign in for. What is added is mounted at once and stands in the description. */
export function createOpenRoutes({ name, folder, failure = failureSchema }: NewGroup) {
  const router = Router();
  const specs: RouteSpec[] = [];

  /** For handlers that read and answer by themselves. */
  function mount(spec: RouteSpec, handle: RequestHandler): void {
    specs.push(spec);
    router[spec.method](spec.path, handle);
  }

  /** For anybody: reads the input, then answers. */
  function addOpen<Input, Answer extends AnswerSchema>(
    spec: InputSpec<Input, Answer>,
    handle: (asked: Asked<Input>) => Answering<Answer>,
  ): void {
    mount({ ...spec, mayCall: 'anybody' }, (request, response) => answer(spec, { request, response }, handle));
  }

  return { name, folder, failure, router, specs, mount, addOpen };
}

/** The same with routes for who is signed in. @param parts who is asking is read with these */
export function createRoutes(group: NewGroup, parts: Parameters<typeof readActor>[1]) {
  const routes = createOpenRoutes(group);

  /** For who is signed in, or for admins alone: asks first who it is, then reads the input, then answers. */
  function add<Input, Answer extends AnswerSchema>(
    spec: InputSpec<Input, Answer> & { mayCall: 'signedIn' | 'admin' },
    handle: (asked: Asked<Input> & { actor: Actor }) => Answering<Answer>,
  ): void {
    const read = spec.mayCall === 'admin' ? readAdmin : readActor;
    routes.mount(spec, async (request, response) => {
      const actor = await read(request, parts);
      await answer(spec, { request, response }, (asked) => handle({ ...asked, actor }));
    });
  }

  return { ...routes, add };
}

export type Routes = ReturnType<typeof createRoutes>;

async function answer<Input, Answer extends AnswerSchema>(
  spec: InputSpec<Input, Answer>,
  { request, response }: { request: Request; response: Response },
  handle: (asked: Asked<Input>) => Answering<Answer>,
): Promise<void> {
  const given = spec.method === 'get' ? readQuery(request, spec.query) : readBody(request);
  const [id = ''] = Object.values(request.params).flat();
  response.status(spec.statuses?.[0] ?? 200);
  response.json(await handle({ input: readInput(spec.input, given), id, request, response }));
}
