package org.rapport.server.store;

import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;

/**
 * A search of our own code that is read to its end. HAPI does not say how many it found, and
 * refuses to give them all, where they are as many as a page of a client has at most, unless a
 * count says that more were asked for.
 */
public final class WholeSearch {
  private WholeSearch() {}

  /** An empty one, for at most so many. */
  public static SearchParameterMap upTo(int most) {
    return within(SearchParameterMap.newSynchronous(), most);
  }

  /** The same of parameters that are there already. */
  public static SearchParameterMap within(SearchParameterMap parameters, int most) {
    parameters.setLoadSynchronous(true);
    parameters.setCount(most + 1);
    return parameters;
  }
}
