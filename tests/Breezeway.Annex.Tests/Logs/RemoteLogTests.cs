using Breezeway.Annex.Logs;
using Breezeway.Base.Text;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class RemoteLogTests
{
    [Theory]
    [InlineData("encryption=none name=d1 type=directory")]
    [InlineData("chunk=4 cipher=ab== encryption=shared mac=HMACSHA256 name=d2 type=directory")]
    [InlineData("cipher=ab== cipherkeys=65FDEA6A1F2AA0A8 encryption=hybrid name=eh type=directory")]
    [InlineData("encryption=none exporttree=yes importtree=yes name=exp type=directory")]
    public void Real_settings_are_rebuilt_the_same(string value) => Assert.Equal(value, RemoteConfig.Parse(value).ToString());

    // As git-annex 10.20250416 wrote it back.
    [Fact]
    public void Escapes_are_code_points_and_what_is_none_is_kept() =>
        Assert.Equal(
            ByteText.Utf8("=v a=a&32;b&10;&38;&38;&38;x;y✏&38;amp;z&38;;&38;-5;&38;32 c=ĬÈ&32;x d=h=k") + "\u00ff noeq= u=&38;+5;\u0005&38;0x20;",
            RemoteConfig.Parse("d=h=k\u00ff a=a&32;b&10;&38;&&x;y&9999;&amp;z&;&-5;&32 c=&300;&200;&32;x noeq u=&+5;&005;&0x20; =v").ToString());

    [Fact]
    public void White_space_of_any_kind_is_escaped() =>
        Assert.Equal("x=a&9;b&11;&12;&160;&8195;&12288;\u00c3\u00a9&38;c;=%", RemoteConfig.Empty.With("x", ByteText.Utf8("a\tb\v\f\u00a0\u2003\u3000é&c;=%")).ToString());

    [Fact]
    public void Any_value_survives() =>
        Gen.Byte.Array[0, 20].Sample(b =>
        {
            string value = ByteText.From(b);
            string text = RemoteConfig.Empty.With("k", value).With("l", "x").ToString();
            Assert.Equal(value, RemoteConfig.Parse(text)["k"]);
            Assert.Equal(1, text.Count(c => c is ' ' or '\t' or '\r' or '\n'));
        });

    [Fact]
    public void A_code_point_that_is_none_stays_text() => Assert.Equal("&99999999999;&55296;&1114112;", RemoteConfig.Parse("x=&99999999999;&55296;&1114112;")["x"]);

    [Fact]
    public void A_sameas_remote_takes_encryption_and_chunks_from_its_parent()
    {
        var log = RemoteLog.Parse("p chunk=4 cipher=c encryption=shared mac=M name=a type=directory timestamp=5s\ns chunk=9 sameas-name=b sameas-uuid=p type=rsync timestamp=5s\n");
        Assert.Equal("chunk=4 cipher=c encryption=shared mac=M sameas-name=b sameas-uuid=p type=rsync", RemoteLog.InForce(log, new("s"))?.ToString());
        Assert.Equal(("b", new Uuid("p")), (log[new("s")].Name, log[new("s")].SameAs));
        Assert.Null(RemoteLog.InForce(log, new("q")));
    }

    [Fact]
    public void Setting_rewrites_all_entries()
    {
        var clock = new LogClock(FixedTime.At1795491028);
        Assert.Equal("p a=1 b=2 timestamp=5s\nq name=x timestamp=1795491028s\n",
            RemoteLog.Set("p b=2  a=1 timestamp=5s\n", new("q"), RemoteConfig.Empty.With("name", "x"), clock));
    }
}
