// Questions asked while somebody types: after a short rest, and only the answer to the last one counts.

export interface Latest<Question> {
  /** Asks after the rest; an answer that comes later than a newer question is dropped. */
  ask: (question: Question) => void;
  /** Drops what is waited for. */
  drop: () => void;
}

export function latest<Question, Answer>(
  work: (question: Question) => Promise<Answer>,
  wait: number,
  take: { answer: (answer: Answer, question: Question) => void; failure: (thrown: unknown, question: Question) => void },
): Latest<Question> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const drop = () => {
    clearTimeout(timer);
    turn += 1;
  };
  const start = async (question: Question, mine: number) => {
    try {
      const answer = await work(question);
      if (mine === turn) take.answer(answer, question);
    } catch (thrown) {
      if (mine === turn) take.failure(thrown, question);
    }
  };
  return {
    drop,
    ask: (question) => {
      drop();
      const mine = turn;
      timer = setTimeout(() => { void start(question, mine); }, wait);
    },
  };
}
