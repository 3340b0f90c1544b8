package org.rapport.routes.mllp;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.rapport.routes.mllp.Connection.Stage;

/**
 * The connections that are open, and which of them goes when there are too many: whoever has said
 * nothing for longest, first of all among those of the same address. Thread-safe.
 */
final class Connections {
  /** Who has connected a moment ago may just be about to speak, and goes last. */
  private static final long GRACE_MILLIS = 1000;

  private final int most;
  private final int mostStrangers;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  /**
   * A bounded set.
   *
   * @param most connections at once
   * @param mostStrangers of one address, of those that have not sent a message yet
   */
  Connections(int most, int mostStrangers) {
    this.most = most;
    this.mostStrangers = mostStrangers;
  }

  /** Takes a connection, at the cost of another where need be; false: there is no room for it. */
  synchronized boolean admit(Connection connection) {
    InetAddress address = connection.address();
    long strangers =
        open.stream().filter(one -> !one.known() && one.address().equals(address)).count();
    if (strangers >= mostStrangers
        && !giveUp(one -> one.address().equals(address) && isStranger(one))) {
      return false;
    }
    if (open.size() >= most
        && !giveUp(Connections::isStranger)
        && !giveUp(one -> one.stage() == Stage.IDLE)) {
      return false;
    }
    open.add(connection);
    return true;
  }

  void gone(Connection connection) {
    open.remove(connection);
  }

  int size() {
    return open.size();
  }

  /** Closes each that has stayed too long as it is. */
  void closeOverdue() {
    open.stream().filter(Connection::overdue).forEach(Connection::close);
  }

  /** Closes each that is not in the middle of a message. */
  void closeWaiting() {
    open.stream().filter(one -> one.stage() != Stage.WORKING).forEach(Connection::close);
  }

  void closeAll() {
    open.forEach(Connection::close);
  }

  private static boolean isStranger(Connection one) {
    return one.stage() == Stage.SILENT || one.stage() == Stage.BEGINNING;
  }

  private boolean giveUp(Predicate<Connection> which) {
    Optional<Connection> victim =
        open.stream()
            .filter(which)
            .min(
                Comparator.comparing((Connection one) -> !one.quietFor(GRACE_MILLIS))
                    .thenComparing(Connection::stage)
                    .thenComparing(Connection::since));
    victim.ifPresent(
        one -> {
          open.remove(one);
          one.close();
        });
    return victim.isPresent();
  }
}
