import express, { Router } from 'express';
import { z } from 'zod';
import { renderPage } from './layout';
import { sameOriginOnly } from './loopback';
import type { PageActions, PageData, Selection } from './pageData';
import { ActPage } from './pages/problems';
import { recordPath } from './pages/records';

const text = z.string().min(1).max(200);
const selectionSchema = z.union([
  z
    .strictObject({ record: text, instance: text.optional() })
    .transform((body): Selection => ({ by: 'record', recordKey: body.record, instanceId: body.instance })),
  z
    .strictObject({ code: text, subject: z.string().max(200).optional() })
    .transform((body): Selection => ({ by: 'cause', ...body })),
  z.strictObject({ all: z.literal(true) }).transform((): Selection => ({ by: 'all' })),
]);
const causeForm = z.object({
  code: text,
  subject: z.string().max(200).default(''),
  reason: z.string().trim().max(500).default(''),
});
const usage = 'Choose with {"record": "order:12"}, {"code": "payment.unmapped", "subject": "stripe"} or {"all": true}.';

/** What people may do: try again (after a preview of its cost) and skip with a reason; by form and by API. */
export function actionRoutes(data: PageData, actions: PageActions): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '10kb' });
  const json = express.json({ limit: '10kb' });

  router.post('/records/:key/retry', sameOriginOnly, async (request, response) => {
    const recordKey = String(request.params['key']);
    await actions.retry({ by: 'record', recordKey });
    response.redirect(303, recordPath({ recordKey }));
  });

  router.get('/problems/act', async (request, response) => {
    const cause = causeForm.safeParse(request.query);
    const problem = cause.success
      ? (await data.problems()).find(({ code, subject }) => code === cause.data.code && subject === cause.data.subject)
      : undefined;
    if (problem === undefined) {
      response.redirect(303, '/problems');
      return;
    }
    const preview = await actions.preview({ by: 'cause', code: problem.code, subject: problem.subject });
    response.send(
      renderPage({
        title: 'Try again or skip',
        path: '/problems',
        children: <ActPage problem={problem} preview={preview} />,
      }),
    );
  });

  router.post('/problems/retry', sameOriginOnly, form, async (request, response) => {
    const { code, subject } = causeForm.parse(request.body);
    await actions.retry({ by: 'cause', code, subject });
    response.redirect(303, '/problems');
  });

  router.post('/problems/skip', sameOriginOnly, form, async (request, response) => {
    const { code, subject, reason } = causeForm.parse(request.body);
    if (reason !== '') await actions.skip({ by: 'cause', code, subject }, reason);
    response.redirect(
      303,
      reason === '' ? `/problems/act?${new URLSearchParams({ code, subject }).toString()}` : '/problems',
    );
  });

  router.post('/api/v1/retry', sameOriginOnly, json, async (request, response) => {
    const { preview, ...body } = (request.body ?? {}) as Record<string, unknown>;
    const selection = selectionSchema.safeParse(body);
    if (!selection.success) {
      response.status(400).json({ message: usage });
      return;
    }
    response.json(
      preview === true ? await actions.preview(selection.data) : { records: await actions.retry(selection.data) },
    );
  });

  router.post('/api/v1/skip', sameOriginOnly, json, async (request, response) => {
    const { reason, ...body } = (request.body ?? {}) as Record<string, unknown>;
    const selection = selectionSchema.safeParse(body);
    if (!selection.success || typeof reason !== 'string' || reason.trim() === '') {
      response.status(400).json({ message: `${usage} A "reason" is needed too.` });
      return;
    }
    response.json({ skipped: await actions.skip(selection.data, reason.trim()) });
  });
  return router;
}
