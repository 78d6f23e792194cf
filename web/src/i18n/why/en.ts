/** Why an order has not shipped, from the facts that the API gives. */
export const why = {
  on_hold: 'It is on hold: %{reasons}.',
  released: 'Its %{n} unit is on a pick list and waits for a picker. |||| Its %{n} units are on a pick list and wait for a picker.',
  picking: 'It is being picked: %{n} unit is still to be found. |||| It is being picked: %{n} units are still to be found.',
  picked: 'It is picked and waits to be packed.',
  packed: 'It is packed and waits for the carrier’s collection.',
  ready: 'All its stock is bound; it waits to be released to the warehouse.',
  partly_ready: '%{n} of its units is ready and waits to be released to the warehouse. |||| %{n} of its units are ready and wait to be released to the warehouse.',
  waiting: 'It waits for %{quantity} of %{sku}.',
  next: 'It is next in the queue.',
  ahead: '%{n} order is ahead of it in the queue. |||| %{n} orders are ahead of it in the queue.',
  none_in_stock: 'None is free.',
  being_handed_out: '%{n} came in and is being handed out. |||| %{n} came in and are being handed out.',
  others_short: '%{n} other product is short, too. |||| %{n} other products are short, too.',
  leaves_together: 'Its other %{n} unit is bound and leaves together with these. |||| Its other %{n} units are bound and leave together with these.',
  hold: {
    address: 'the address must be checked',
    payment: 'the payment has not come',
    fraud: 'it may be fraud',
    client: 'the client asked for it',
    operator: 'the warehouse stopped it',
  },
}
