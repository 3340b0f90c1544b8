package org.rapport.routes.kafka;

/** How far the events of one claim have come. One thread at a time. */
final class EventProgress {
  private Long taken;
  private String failure;

  /** The broker has acknowledged it, and all before it. */
  void taken(long number) {
    taken = number;
  }

  /** Nothing goes out behind what did not. */
  void failed(String code) {
    failure = code;
  }

  boolean goesOn() {
    return failure == null;
  }

  /** Number of the last that was taken; null: none was. */
  String taken() {
    return taken == null ? null : Long.toString(taken);
  }

  /** A short code; null: all were taken. */
  String failure() {
    return failure;
  }
}
