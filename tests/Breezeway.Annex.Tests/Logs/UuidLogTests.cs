using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class UuidLogTests
{
    const string E3 = "e36d6d93-4785-47d1-baa7-3737ebdfef88";
    readonly LogClock _clock = new(FixedTime.At1795491028);

    // Each as git-annex 10.20250416 wrote it back after reading it.
    [Theory]
    [InlineData("u1 desc timestamp=foo\n", "u1 desc timestamp=foo\n")]
    [InlineData("u3 timestamp=6s\n", "u3  timestamp=6s\n")]
    [InlineData("u4  timestamp=7s\n", "u4  timestamp=7s\n")]
    [InlineData("u5\n", "u5 \n")]
    [InlineData("u6 \n", "u6 \n")]
    [InlineData("u7 a  b  c \n", "u7 a  b  c \n")]
    [InlineData("u8 old timestamp=3s timestamp=4s\nu8 new timestamp=4s\n", "u8 new timestamp=4s\n")]
    [InlineData("u9 timestamp=3s x\n", "u9 timestamp=3s x\n")]
    [InlineData(" u10 lead timestamp=3s\n", "")]
    [InlineData("u11 x  timestamp=3s\n", "u11 x  timestamp=3s\n")]
    [InlineData("u12 x timestamp=3s \n", "u12 x timestamp=3s \n")]
    [InlineData("u13\tx timestamp=3s\n", "u13\tx  timestamp=3s\n")]
    [InlineData("u2 desc timestamp=5s\nu2 later timestamp=4s\n", "u2 desc timestamp=5s\n")]
    [InlineData("u14 y\nu14 z\n", "u14 z\n")]
    [InlineData("u15 x timestamp=0\r\n", "u15 x timestamp=0s\n")]
    [InlineData("u16 x timestamp=", "u16 x timestamp=\n")]
    [InlineData("b y timestamp=1.50s\n\na x timestamp=1\n", "a x timestamp=1s\nb y timestamp=1.5s\n")]
    public void Lines_are_read_and_rewritten(string text, string rewritten) => Assert.Equal(rewritten, UuidLog.Build(UuidLog.Parse(text)));

    [Theory]
    [InlineData($"{E3} first repo timestamp=1795490704.317081731s\n", "first repo")]
    [InlineData($"{E3} ? timestamp=1795491025.144867496s\n", "?")]
    [InlineData($"{E3} client foo timestamp=1795491025.295785642s\n", "client foo")]
    [InlineData($"{E3} standard or  include=x timestamp=1795491025.328216467s\n", "standard or  include=x")]
    [InlineData($"{E3} fromList [ObjectHashLower,OneLevelObjectHash,OneLevelBranchHash] timestamp=1795491293.163136017s\n", "fromList [ObjectHashLower,OneLevelObjectHash,OneLevelBranchHash]")]
    public void Real_lines_keep_their_value_and_bytes(string text, string value)
    {
        Assert.Equal(value, UuidLog.Parse(text)[E3]);
        Assert.Equal(text, UuidLog.Build(UuidLog.Parse(text)));
    }

    [Fact]
    public void Setting_is_newer_than_what_is_replaced_and_keeps_the_others()
    {
        const string old = "u2 b timestamp=9795491028s\nu1 a\nu2 x\n";
        Assert.Equal("u1 a\nu2 c timestamp=9795491029s\n", UuidLog.Set(old, new("u2"), "c", _clock));
        Assert.Equal("u1 c timestamp=1795491028s\nu2 b timestamp=9795491028s\n", UuidLog.Set(old, new("u1"), "c", _clock));
    }

    [Fact]
    public void Rewriting_twice_is_rewriting_once() =>
        Gen.OneOfConst("u", "v", " ", "\n", "\r\n", "timestamp=", "5s", " timestamp=5s", "x", "0").List[0, 15].Select(l => string.Concat(l)).Sample(text =>
        {
            string once = UuidLog.Build(UuidLog.Parse(text));
            Assert.Equal(once, UuidLog.Build(UuidLog.Parse(once)));
        });

    [Fact]
    public void Trust_levels_are_chars()
    {
        const string text = "a 1 timestamp=4s\nb X timestamp=4s\nc q timestamp=4s\nd  timestamp=4s\ne 10 timestamp=4s\nf 0 timestamp=4s\ng ? timestamp=4s\n";
        var t = TrustLog.Parse(text);
        Assert.Equal("a Trusted b Dead c SemiTrusted d Trusted f Untrusted g SemiTrusted", string.Join(' ', t.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}")));
        Assert.Equal("a 1 timestamp=4s\nb ? timestamp=1795491028s\nc ? timestamp=4s\nd 1 timestamp=4s\nf 0 timestamp=4s\ng ? timestamp=4s\n",
            TrustLog.Set(text, new("b"), TrustLevel.SemiTrusted, _clock));
        Assert.Equal([TrustLevel.Dead, TrustLevel.Untrusted, TrustLevel.SemiTrusted, TrustLevel.Trusted], Enum.GetValues<TrustLevel>().Order());
    }

    [Fact]
    public void Groups_are_sorted_words()
    {
        Assert.Equal(["a", "b"], GroupLog.Parse("u  b   a b timestamp=3s\n")[new("u")]);
        Assert.Equal("u a b timestamp=3s\nv x y timestamp=1795491028s\n", GroupLog.Set("u  b   a timestamp=3s\n", new("v"), ["y", "x", "y"], _clock));
        Assert.Equal("u  timestamp=1795491028s\n", GroupLog.Set("u b timestamp=3s\n", new("u"), [], _clock));
    }

    [Fact]
    public void A_newline_in_a_description_is_two_chars() =>
        Assert.Equal("u two\\nlines timestamp=1795491028s\n", DescriptionLog.Set("", new("u"), "two\nlines", _clock));

    [Fact]
    public void An_activity_replaces_the_one_before_and_unknown_ones_are_kept()
    {
        const string text = "u Foo Bar timestamp=5s\nv Foo timestamp=5s\n";
        Assert.Equal("u Foo Bar timestamp=5s\nv Fsck timestamp=1795491028s\n", ActivityLog.Set(text, new("v"), ActivityLog.Fsck, _clock));
        Assert.Equal(new TimedValue("Foo Bar", LogTime.Parse("5s")), ActivityLog.Parse(text)[new("u")]);
    }

    [Theory]
    [InlineData("fromList [ObjectHashLower,OneLevelObjectHash,OneLevelBranchHash]", (Differences)7)]
    [InlineData("fromList [OneLevelBranchHash, ObjectHashLower]", Differences.ObjectHashLower | Differences.OneLevelBranchHash)]
    [InlineData("fromList []", Differences.None)]
    [InlineData("fromList [Foo]", null)]
    [InlineData("[ObjectHashLower]", null)]
    public void Differences_are_a_list(string value, Differences? differences)
    {
        Assert.Equal(differences, DifferenceLog.Parse($"u {value} timestamp=5s\n")[new("u")]);
        if (differences is Differences d && !value.Contains(", ")) Assert.Equal($"u {value} timestamp=1795491028s\n", DifferenceLog.Set("", new("u"), d, _clock));
    }

    [Fact]
    public void A_schedule_is_a_list()
    {
        Assert.Equal(["fsck self 1h5m on day 3 of months divisible by 2 at any time"], ScheduleLog.Parse("u fsck self 1h5m on day 3 of months divisible by 2 at any time timestamp=5s")[new("u")]);
        Assert.Equal("u a; b timestamp=1795491028s\n", ScheduleLog.Set("", new("u"), ["a", "b"], _clock));
        Assert.Empty(ScheduleLog.Parse("u  timestamp=5s")[new("u")]);
    }
}
