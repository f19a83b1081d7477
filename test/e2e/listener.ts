import { createServer } from 'node:http';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';

/** A topic's message as its subscriber receives it. */
export interface TopicMessage {
  readonly Type: string;
  readonly Subject?: string | null;
  readonly Message: string;
  /** In a request to confirm the subscription. */
  readonly Token?: string;
}

export interface Listener {
  /** Everything received since the listener started, oldest first. */
  readonly heard: TopicMessage[];
  stop(): Promise<void>;
}

/** Receives what is published to a topic of the local AWS; creates the topic if it does not exist. */
export const listenTo = async (sns: SNSClient, topicName: string): Promise<Listener> => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topicName }));
  const heard: TopicMessage[] = [];
  const confirmed = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      const message: TopicMessage = JSON.parse(Buffer.concat(chunks).toString());
      if (message.Type === 'Notification') heard.push(message);
      if (message.Token !== undefined && message.Type === 'SubscriptionConfirmation')
        sns
          .send(new ConfirmSubscriptionCommand({ TopicArn, Token: message.Token }))
          .then(() => confirmed.resolve(), confirmed.reject);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the listener has no port');
  const Endpoint = `http://127.0.0.1:${address.port}`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }));
  await confirmed.promise;
  return {
    heard,
    stop: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
