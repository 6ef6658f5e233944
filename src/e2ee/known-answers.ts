/*
 * Of the vectors of the MLS working group (mlswg/mls-implementations, test-vectors), suite 1: what a program can ask
 * itself on any machine. The whole of what applies is in the tests, which also hold that these are the same.
 */
/** What the parts of the suite answer, in hex. */
export const basics = {
  derive: {
    secret: '1a9ce178a53f8752d2513c27efe9c85133f6c0a97f7b35ac200695024a77228e',
    label: 'DeriveSecret',
    out: '3b08c195a246c4ad469c1d11c10e62890d8fa6b684494ff925409efdb1ff0464',
  },
  expand: {
    secret: '1499360a561335f4ef51d0a1b0d586900dc8007ae405b1ab79bf4207bb3d67e4',
    label: 'ExpandWithLabel',
    context: '2ff8c1f9d9c1248f82e372ddb5791c771695e01882abca6a64097bd2f04c971f',
    length: 16,
    out: 'c1e8eb360391526c0c64039f13e0c5b1',
  },
  sign: {
    pub: '85600e54e5c2919ccbd0742126e5d837cf7a2ba50d75a69b3f35dcfe4a50ffe2',
    label: 'SignWithLabel',
    content: 'cd289cc7ba2869f64f3c32ffd133f500d17abace919a5ffe7faa974200d81932',
    signature:
      '996bd223ddb4d55a2b57d85cb2944f21facc95696053ddf66d590060fdc719f4a26c6212ce605414e0d5e66a55921dd99d11122218c35bc23408b0076e8bc40b',
  },
  box: {
    priv: 'fb1ade7939987ff12a9d620772b1f9f7caeba26f8a3ecea9617d9402cd862444',
    label: 'EncryptWithLabel',
    context: '26347dd7f218d1de8673d6a66646ce06ac5fd3aa8d5c33f65d86aeefdcf4a31e',
    enc: '0a144e8fbf2d6dcf6fe9d2e2b8aeca5461ff5b0ea9c0ede1040c3dc7ed1dfd1c',
    sealed:
      '15c80ea2bc37db221baa530ef5aea88650f0ce0f262803d6f78f3a1392f7ccd960eff94ca081ee54efa4c3acfa0eb591',
    plain: '8f55dd30f03d64335c22b53ea7670bb1becf49b04021f706368fe93eeb358f46',
  },
} as const;

/** An invitation, and the secrets of the one who is invited; in base64. */
export const invited = {
  offer: `
  AAEABQABAAEgJ+2gppQ72veOhCGQPZId/ygzc4hT/1/3Ixg5+B9i8Fcgr8gLmZSWK9pLwc/gImCltIqWLm+3jvCEiZan3HaRdGsgJ1aicFXv7Wfj
  selpEM0r4lj63eeVx1TCJT/Hb7UzbjMAAQZBcm5vbGQCAAEOAAEAAgADAAQABQAGAAcAAAIAAQEAAAAAZAHWfwAAAABl4wn/AEBAmGmX2nCW5pui
  ionUhzjrMLsXOvQHaMC9UjOInvGsQp5uAAMOiS2TlxngNAyJ1O2gyz1qCpEzBnDmhBiJcIwFCwBAQG7P6gHJOHO+tmlfAQxAyxNeN+1bJ1ik+MUX
  ykwD1sEtMsSOUIRHl+HSit2uo4SbZK2mRrCAVH/Kut8ekQpY9Qc=`,
  signing: 'CMdg4XTkZuwz/xPrcurdROG3hCvFslz+Hr51VzP3smw=',
  leaf: '6O/Bv4uzwbnl8th5aM6ZLq2zXO9+GHO6HIoIcaessUQ=',
  init: 'UI24B1lYUobVrtUyIhvrWhaKYvjvRDhBu0HgA1hoAlA=',
  welcome: `
  AAEAAwABQJggG9pYIX2yRKZ4Y7nO5uuPwbaSe8y68oNQTgOFrW8OT1kgxkuqpmjDsOKg2ZvAH6EcXmQeeQi6D5KknqkhskXeuhpAVPY8inXr1bqk
  cT6h5yVHujRA/hg2R/DOlx9yqEsa15gm1rb7Q6Gd14hz2Mi8k/tt3o0lZFxyJgzynAtbKjYOE3gf5B6tllTkOCkA6URSus6K+vgY801MvdxwCS8b
  Z2d2v8v24N9GDfUZEHzLz+cJgBOdnB3BMyT7OIas0Z7Tm98Wamba2Y/lUR9+3HDET4AFccUy8MfW2WhKK+xZ5qQuj/seTHA8TzCY1Xf2IQ8zkRfh
  pDXuhIzjA7lM56sjb5mihzSZaNOQXB0QBDDHACG4urG0NvFN/4Z6+m24LQWNr7Pc+Sm7QU0OjPLx7AYZwXaaW5xbSym2Owf/DdMm9gwvQaoMesCR
  qHDoXxBLGG1RH/OZfPA9xQG0k2BpdoWZFq69wKxwjwtQeTtCZEmUSsH0l2avgV0zvzsHo8VnMSiTyMwt0CCRyo/B8+YA/WyPY3D3j3FPKVyDrvu8
  Lp3ko2INQlmdRmdzvw1cPPLurQUdSzqQvfE9jLgWdMR6ZG0YYeuhcrUL3TsaQIgxYlwRl+YnzYae6gjb2bOMhg5rAYOqMTnIJrE6Heoh97p7c5j9
  nQhizhyXwB9xJM0On08ZmD1PZFpPyRYWxAuAjfV8WoH4QelsA0yn7nAW9Ao7iT+X8qV0DRjQ5WxRyvShz46eZCWuGpXoz+yFs+OiKZsQo10GHlsB
  dJYke4yzDy4GFEkEwx4oJm/6vivWMrCZlo6UsVxnz/vW4SvbztRUL9WowVD/fss7X16H0vp6COGJ5hb9XAEvTz6yqpP0aAlt6XS/D1yCDG8kDlsb
  tGTodb9ss++IptsmmZyUk06Lopw8TWKKPh16qQe5ZOUjEywe1V+u9ZCf9K/DjPY1B4hK1ORWb0k8cr31jQcq1xJNVseOLkkt/21Z40oeux54YlRy
  Tdcs0Gch7PWjQ1y1gkCA3bRiIm1XnGoO39I3VhZQwQY5CtlG76P0WkLtHwxclxYIR0GduF/pKyLFj+Ndj5aBE/+1GjtaBOSiS3RtYmzIo3S8Sz9b
  z/083Z981Ey8ftZO67GUHy/E2Cr6O7FCkZocPHSTHPIyE3RJQTmEKtHremNjP/FbGMhR6h7ndbtXfUKZQHpExzinQcol/GwO1LZvW11CB3tfd8vy
  v5CTeALu0zX2UdO+673i8W9EE5KwSCnU86Zj1qpuEB/DLL7iN020ExfPiAP/Ts5xIfBPiZnOXWs1kQ5x1kwvWCnatHH1xmn0MQ3zhBjMa62y/IrE
  gOFJzZS+Y8cdNTmx5ilZ28jy+KAFrXCurotPRHpz5HuzXTWs/aqwGmLWSoOh7UaXKbIm5CKYQpaGDP8NsjfARXkBIPQ7PNOhrTbqZwI5rP0yAwqE
  Yo4I9+sebG97eCoWD2oBUPqR1qsTilYuBQM90ei2hALT+Vvbuqn90cXx+COi9tZCLMCui1ahqnQ4dv4BennIgn3qeYMPREUvs91EvDXI3+WneNCD
  rYwbsKRLb7A/w4v+vlCA7uftQosHjrnFW0MYNUr31mQdeSO3XoakqXiwNeuOTIUHme+JH6GXyfhjYJz9Dbe11A7C0QgnoTsta6iSXkqURP+jrWNS
  8br79Zk33XrLPI1tiX02a2VTQgAlarucVvznQhs2hYC2P4KVsypcWC4vFgWeDyFWdes0FyvKLTobASoKycufSY5wNfodSX+XaPAPJyI1auEGNos2
  etCVS/W92kxwSwFUMHkeVTpfgJC+pJw65O+lwyNWgHIAkWGP/Er7VIGMALXfZPi6/i0l8niDoEkAZaAJx54XY/vd8NnRjIkc9gdeC0lr3f9ZUv6C
  CI0xZ1G9Z0gxC2496Il74GuZou2NwzXm3RXeOpk2qaYJr3KJZaWEBRt0pd99+hOF3NqeD8SzNglKpQqN1xWNBEZ82Fn/XUdPaYq9TyX36DVPsXHI
  AdnLJ2EHYAIBJN2whAI/GiE2Y33d6pSmDNZsKkqRdETqt2iaOpxZvLUyRgabIl52SrXtVNJsQuGiK5ns2pEZjY+wEXupJ3+YzMXufNvrcpqXZ/U6
  UTA2N8xeFoO/uKUq+0rQOzd3ZOWyJglnTy+8amHSisVtQjcK/Fh5l/hZxEP3SgTP3j3/fToVd3iS5sWRJPQFwNMKYuEfmFyqzeoTz1LcTPJqd25F
  cI+SMJ/XSiHTNQWnctXdGp3UtU73uH/ROZk1q8ZsW+L+I74Uy0UuUd1Kmr4r65CLiEdivQbvWvc1Z9h93KDzE1imFNy8LWbztLyODKUU/NVprct6
  4C46Vq/7iDRLpfRS03AZGS/G7J5Dzu70HUktwQEBfZ/FsADXJAuXQsK1G2NocIh/GlqhIB4UOF/vsHqSNF/AjEQA0IocebZQMADNj1Vvcb6GVelH
  BqytkBBaUQnz85hORtfB2sovQ6mbw92BfhiVdjELrNlkXT+g/EVAYQ9YT8Ohy4ruqzgS187dy2hCQmctXp1TjBFmEdkHF0YjR7SiK3jX0vsSesiH
  X6QTXIZzxxhfKpbPkJdhO/2WlqFb2y9JoX5PbA1eafo366RynEpXBAR7xnAR/Vj/1VMhFwS8T0KLDuwUZxd35KVp2BvpRPBygksThGN8br2hRpGg
  K6LI+lfXrcaU8b6R4598RZcTqxZ9ODsmNqRk0iDJpoPFa6BD0OKau4fw5h+eKh+ptP9M44a1UZfezZOlcQeCE+BiPyT2AQ898lXI7xzMBfLfqyC6
  2Xhsy6MMPltZ/lBgvXt7884y7KLQMXurNOT1U8N2Ywn+fAFMWhZLCAsfRzL7qOsvtfQapQuI7dcNuEZsFpvdJ2gfe2j3bwmH0n8KrTIL2vD/N92g
  uDnfNmXovpVPoUZuyBXYfWbIaeZDMyvEnABiIV2Bjonzbu8QLfU0D4bmGPcMoGZSVOxABdWBW2wdpqllNqwR+nqpSy/ex5XJwp40rqKfYA86VlPb
  xW/CaP0N9ekSvBot/rGsmJ0QzpxV00VnqALgyouWLJERvvS3ijE6Ek/vAwhUOLqKFSHoPP29KT+2cjCr1ik+92OZfiPcW1qTdGR6r/peKhTkn1oP
  Ge4k/Fnz2tGVa0kc+fdfMFZ3df6zEGWFEpM2AsHYz0qQL3VzwudzOJguth/tK/QIFFhQNgJJbsSqiD+iwBD4LjcnvZXivnLtqEnVFxXpUEn/uE0S
  nOoRi9ISg7CQ6NP40hL58Q9jZ5scbHH9IHElc9TyKrIwsyGUBd75qrSBZhs/BQZJwEAukh9TM0YUX0zSMrr/LZLQbk3VHvroEsR9VXop+CsUnZNI
  pn22YAXRjhD0kVrf6FL6brwrPNx2HcwGJxk1EphCI/JS9hVWced4V73OBzAyK1sMpJkIjiqa4lqA2rqfmJqDCwm9ZFzKnrxOLfOlKhk6DC9+j1+T
  H4IRrSkcCqfglDk8uLr517jNZwh+kABjLAzozqtlpkxB6DXz6pwzhGiwlQmXa98JKpd/eRa1b2NKOTka84JDnADzVsvZ/hnWgoeCgVMSbyguZ8nD
  kHj4MZCwzoYaHT52iNIBkXBX1BwuEOPPlVzFERIjJzoY2JbSXVI3/iV2ChzA2ULGSqJsMIZFsNYnNZjV1xjIAhHqeoQ5OAgSg3ESToS0g02l3AMq
  ZqZiACyfEbjmNN8gP1tNKY4mVVGM2Gay57E/8C2+aEtxaY9pxgNRyzTpNRYYWxkkY75yGupCnM4thP2/S56rkMogvAC4hsziUAPLqYS4wj8GWzo/
  ofXdpHTu3RWx5jQom6aiMzHGkWe09tSaZfZ5eFuFfGKVO7G7QrC2bAKhPhn1dNC6ketczCz9XEuDxqxYfcY+Kk3jmnaNNiIVEvfj2YuHehc/H/UQ
  RFo/eChgZR5dXhfMMS9Pa9tabMPkwToHWyYt/iz8QVsUlsU0tzlqTCxPOG0pV4HD9w4+eQ2Er0U3Eo2j2BE38erJ/8VuEMzbqOlv1cndxghpz39u
  1ksyrTtNgmMzm/2TsLZdGlnMC8FhCJyHkkvH4yjTCtS+20SzqBG/qRY3SfIM2/H0jovjh0pZ+rybvXLdNIHHJMpyqgM2hTld5vomAS4Ge6fRHfNU
  VoFAP5eT+A3FlYyVmd1i3Rz7jEEBIS+7cMoYSN6q92ezs2V/0TQbLwDb5SuGeZF+ovvNa/aJPUcr2MQfiVjcByJuOEi4JIEcJu+DaXt9yo6OzxTq
  d5Rf7EgPlWYy4KfhjgfxpwwHb2vMKHDnYXFRZoq4/4MkYU4vuQ77qHh4QP5J9s1uEv1iDiaa5SS8BC8veEPXByllg/mElDD0ToPHiww0048jfkBy
  DYmsS8Iw0iZcUmWPHBCScrKsDSFw+nvKEVLKMGLz61MovmudsTLMLml7iFJfZ1TL6Byoq0Nm72CzWhi4tkbGrWdQM6KZrXC12o2RNYAgORDZjX0o
  +aHGWD2soDLecGqQc33N7edgbfsNzDNGPlFT4O3U3lIIS0DzYVp2qr+zwmBWlaJdZKhON2p+UuxEcZTosscoJys8cVR7xL6+J12X1RQfrtUncIdg
  fksqEIdaABLyL1SwQux3ktvn50BORuC0Vbgr5b8ejhW7PBs5VDQGEatZBS64z6KzmKtUbEypAHAUfYIYb5+Sgspu3Pn+oUfKAk1LGQJ+QYwZqk0G
  nFmk9q9gQTHoCjnH05qSwXBqCiLUldt+yQI3vxeBnKECKhkpIqo=`,
  authenticator: 'N9sYywZdut0tybrt8dKf/+vd/WbL6dTJKL08vx2k8e0=',
} as const;
