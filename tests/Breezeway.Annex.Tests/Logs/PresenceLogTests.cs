using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Tests.Logs;

public class PresenceLogTests
{
    readonly LogClock _clock = new(FixedTime.At1795491028);

    [Fact]
    public void Only_lines_that_parse_are_kept()
    {
        // What git-annex 10.20250416 kept of these lines is what is kept here.
        const string text = "1s 1 aaa\n 1 bad\n9s 1  two\nfoo 1 ddd\n12s 2 ggg\n12s X hhh\n5s 1\n6s 1 \n5s 1 nnn ooo\r\n6s  1 rrr\n\n8s 0 last";
        Assert.Equal("1s 1 aaa\n9s 1  two\n12s X hhh\n6s 1 \n5s 1 nnn ooo\n8s 0 last\n", PresenceLog.Parse(text).Build());
    }

    [Fact]
    public void The_newest_line_of_an_info_counts_and_of_equally_new_ones_the_earlier()
    {
        var log = PresenceLog.Parse("2s 1 a\n3s 0 a\n5s 0 b\n5s 1 b\n4s 1 b\n1.5s 1 c\n1.50s X c\n");
        Assert.Equal("3s 0 a\n5s 0 b\n1.5s 1 c\n", log.Compacted().Build());
        Assert.Equal(PresenceStatus.Missing, log.Current("b")?.Status);
        Assert.Equal(["c"], log.With(PresenceStatus.Present));
        Assert.Null(log.Current("d"));
    }

    [Fact]
    public void Timestamps_alike_to_the_picosecond_are_equal() =>
        Assert.Equal("1795490729.123456789012s 1 a\n",
            PresenceLog.Parse("1795490729.1234567890123456s 1 a\n1795490729.1234567890129s 0 a\n").Compacted().Build());

    [Fact]
    public void A_status_that_stays_is_not_written() =>
        Assert.Null(PresenceLog.Parse("1s 0 a\n2s 1 a\n").Change("a", PresenceStatus.Present, _clock));

    [Fact]
    public void A_change_is_written_compact_and_sorted()
    {
        var log = PresenceLog.Parse("5s 1 b\n3s 1 a\n4s 0 b\n1895490729s 1 c\n");
        Assert.Equal("3s 1 a\n1795491028s 0 b\n1895490729s 1 c\n", log.Change("b", PresenceStatus.Missing, _clock)?.Build());
        Assert.Equal("3s 1 a\n5s 1 b\n1895490730s 0 c\n", log.Change("c", PresenceStatus.Missing, _clock)?.Build());
    }

    [Fact]
    public void A_new_info_is_appended_to_the_text()
    {
        const string old = "6s 1 zzz\n3s 1 bbb\n4s 0 bbb\nunparsable\n";
        Assert.Equal(old + "1795491028s 1 http://x/1\n", PresenceLog.ChangeText(old, "http://x/1", PresenceStatus.Present, _clock));
        Assert.Equal("6s 1 z\n1795491028s 1 a\n", PresenceLog.ChangeText("6s 1 z", "a", PresenceStatus.Present, _clock));
        Assert.Equal("1795491028s 1 a\n", PresenceLog.ChangeText("", "a", PresenceStatus.Present, _clock));
    }

    [Fact]
    public void A_known_info_makes_the_text_compact()
    {
        const string old = "6s 1 zzz\n3s 1 bbb\n4s 0 bbb\nunparsable\n";
        Assert.Equal("4s 0 bbb\n1795491028s 0 zzz\n", PresenceLog.ChangeText(old, "zzz", PresenceStatus.Missing, _clock));
        Assert.Null(PresenceLog.ChangeText(old, "zzz", PresenceStatus.Present, _clock));
    }
}
