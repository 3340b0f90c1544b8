package org.rapport.server.campaign;

/**
 * What became of a campaign's recipients. {@code sent + notDone + pending} is {@code members}.
 *
 * @param pending have neither a message nor a reason for none
 * @param rest of those: have no request yet
 * @param attempted messages that a provider was asked to take, or that would have been unsafe,
 *     since it was last resumed; and so the others below
 * @param errors of those: could not be delivered, or nobody knows, or were unsafe
 * @param delivered taken and not reported as failed
 * @param complaints reported by mail services
 * @param identical held back as the third equal text to one address
 */
record Progress(
    int members,
    int sent,
    int notDone,
    int pending,
    int rest,
    int attempted,
    int errors,
    int delivered,
    int complaints,
    int identical) {

  /** How many have a request and no outcome yet. */
  int open() {
    return pending - rest;
  }
}
