package org.rapport.server.door;

import jakarta.servlet.Filter;

/** Parts of the door for tests of what stands behind it. */
public final class DoorForTests {
  private DoorForTests() {}

  /** What the bodies of forms and webhooks come through. */
  public static Filter publicBodies() {
    return new BodyFilter(false, BodyFilter::form);
  }
}
