package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.config.InvalidSettingException;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Whose request it is. */
class ForwardedFilterTest {
  private final ForwardedFilter filter =
      new ForwardedFilter(TrustedProxies.of("10.0.0.0/8, 2001:db8::/32"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.7 | 203.0.113.9 | 198.51.100.7",
        "10.0.0.1 | 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 1.2.3.4, 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 1.2.3.4, 203.0.113.9, 10.2.2.2 | 203.0.113.9",
        "10.0.0.1 | 203.0.113.9, spoofed | 10.0.0.1",
        "2001:db8::1 | 2001:4860::8888 | 2001:4860::8888",
        "10.0.0.1 |  | 10.0.0.1",
      })
  void believesProxiesOnly(String peer, String header, String caller) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/forms/x");
    request.setRemoteAddr(peer);
    if (header != null) {
      request.addHeader("X-Forwarded-For", header);
    }
    MockFilterChain chain = new MockFilterChain();

    filter.doFilter(request, new MockHttpServletResponse(), chain);

    assertThat(chain.getRequest().getRemoteAddr()).isEqualTo(caller);
  }

  @Test
  void tellsNetworksApart() {
    assertThat(TrustedProxies.network("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(TrustedProxies.network("2001:db8:1:2::1"))
        .isNotEqualTo(TrustedProxies.network("2001:db8:1:3::1"));
    assertThat(TrustedProxies.network("::ffff:203.0.113.9"))
        .isEqualTo(TrustedProxies.network("203.0.113.9"));
  }

  @ParameterizedTest
  @CsvSource({"everybody", "10.0.0.0/99", "example.org"})
  void refusesWhatIsNoNetwork(String setting) {
    assertThatThrownBy(() -> TrustedProxies.of(setting))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("RAPPORT_TRUSTED_PROXIES");
  }
}
