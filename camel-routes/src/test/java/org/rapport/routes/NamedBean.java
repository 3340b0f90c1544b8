package org.rapport.routes;

/** Stands for the bean of a step: which it is, is not the matter here. */
public final class NamedBean {
  public void receive() {}

  public void prepare() {}

  public void outcome() {}

  public void ask() {}

  public boolean unauthorized() {
    return false;
  }

  public boolean unsigned() {
    return false;
  }

  public boolean malformed() {
    return false;
  }

  public void read() {}

  public void probed() {}

  public void settle() {}

  public void forget() {}

  public void write() {}
}
