package org.rapport.server.audience;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Addressee;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which members of a segment may be in an audience, and by which addresses: who permits marketing
 * on the channel ads, by an address that has not opted out; never who has asked for confidential
 * contact or for whom somebody else acts, and never who has, had or asked for anything sensitive.
 * In the caller's transaction.
 */
@Component
class Audience {
  private static final int AT_ONCE = 1000;

  private final ContactBooks books;
  private final JdbcClient jdbc;

  Audience(ContactBooks books, JdbcClient jdbc) {
    this.books = books;
    this.jdbc = jdbc;
  }

  /** The patient by each identifier; a number that two of them have counts once. */
  Map<Identifier, String> of(Collection<String> members, Instant now) {
    Map<Identifier, String> audience = new TreeMap<>();
    List<String> all = new ArrayList<>(members);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = plain(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
      Map<String, ContactBook> known = books.load(some);
      for (String patient : some) {
        ContactBook book = known.get(patient);
        if (book != null
            && book.addressee(Optional.empty(), now) == Addressee.PATIENT
            && agrees(book, now)) {
          book.addresses().stream()
              .filter(route -> book.mayUse(route, now))
              .filter(route -> !book.stopped(route, now).contains(OutreachPurpose.MARKETING))
              .forEach(route -> audience.putIfAbsent(Identifier.of(route), patient));
        }
      }
    }
    return audience;
  }

  private static boolean agrees(ContactBook book, Instant now) {
    return book.contacts().stream().noneMatch(contact -> contact.confidential())
        && book.permits(OutreachPurpose.MARKETING, Channel.ADS, now);
  }

  private List<String> plain(List<String> patients) {
    return jdbc.sql(
            """
            select p.id from rapport.patient_facts p
            where p.id = any(?) and p.active and p.sensitivity = 0
              and not exists (select 1 from rapport.visit v
                where v.patients @> array[p.id] and v.sensitivity > 0)
              and not exists (select 1 from rapport.lead_facts l
                join rapport.service_facts s on s.id = l.service_id and s.sensitivity > 0
                where l.patient_id = p.id)
              and not exists (select 1 from rapport.focus_facts f
                where f.patient_id = p.id and f.sensitivity > 0)
              and not exists (select 1 from rapport.crisis c where c.patient_id = p.id)
            order by p.id""")
        .param(Sql.array(patients))
        .query(String.class)
        .list();
  }
}
