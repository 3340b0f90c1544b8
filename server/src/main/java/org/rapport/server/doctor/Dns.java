package org.rapport.server.doctor;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks the DNS, by the JDK's own client. */
final class Dns {
  private final String provider;

  /**
   * A resolver.
   *
   * @param server {@code host:port} to ask; null: those of the system
   */
  Dns(String server) {
    this.provider = server == null ? "dns:" : "dns://" + server;
  }

  /**
   * The TXT records of a name, each in one piece and without its quotes (RFC 1035, 3.3.14; RFC
   * 7208, 3.3).
   *
   * @return none where the name or its records are not there
   * @throws NamingException where nobody answers
   */
  List<String> texts(String name) throws NamingException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put(Context.PROVIDER_URL, provider);
    settings.put("com.sun.jndi.dns.timeout.initial", "2000");
    settings.put("com.sun.jndi.dns.timeout.retries", "2");
    DirContext context = new InitialDirContext(settings);
    try {
      Attribute records = context.getAttributes(name, new String[] {"TXT"}).get("TXT");
      List<String> texts = new ArrayList<>();
      if (records != null) {
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
          texts.add(String.valueOf(all.next()).replaceAll("\"\\s*\"", "").replace("\"", ""));
        }
      }
      return texts;
    } catch (NameNotFoundException e) {
      return List.of();
    } finally {
      context.close();
    }
  }
}
