// The other one.
export const service = new URL("./orders/api.thrift#api.Api", import.meta.url);

export default {
  echo: ({ number }: { number: bigint }) => {
    if (number === 0n) throw { name: "Refused", number: 404n, others: [{ number }] };
    return { number: number + 1n };
  },
};
