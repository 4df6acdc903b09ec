using Breezeway.Annex.Logs;
using Breezeway.Base.Text;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class LocationLogTests
{
    const string C7 = "c7961fdf-b7c7-4b77-91a6-44aaa0219b94", E3 = "e36d6d93-4785-47d1-baa7-3737ebdfef88";
    const string Dropped = $"1795490815.542826822s 0 {C7}\n1795490729.157066979s 1 {E3}\n";
    const string Gotten = $"1795490815.630508379s 1 {C7}\n1795490729.157066979s 1 {E3}\n";

    [Fact]
    public void The_locations_after_a_drop_and_a_get()
    {
        Assert.Equal([new Uuid(E3)], LocationLog.Present(Dropped));
        Assert.Equal([new Uuid(C7), new Uuid(E3)], LocationLog.Present(Gotten));
        Assert.Equal([new Uuid(C7), new Uuid(E3)], LocationLog.Present(Dropped + Gotten));
        Assert.True(LocationLog.IsPresent(ByteText.Bytes(Dropped + Gotten), ByteText.Bytes(C7)));
        Assert.False(LocationLog.IsPresent(ByteText.Bytes(Dropped), ByteText.Bytes(C7)));
        Assert.Empty(LocationLog.Present(""));
    }

    [Fact]
    public void Getting_rewrites_only_the_line_of_the_repository()
    {
        var clock = new LogClock(TimeProvider.System, "1795490815.630508379s");
        Assert.Equal(Gotten, LocationLog.Change(Dropped, new(C7), PresenceStatus.Present, clock));
        Assert.Null(LocationLog.Change(Gotten, new(C7), PresenceStatus.Present, clock));
    }

    [Fact]
    public void A_key_is_dead_when_no_line_says_otherwise()
    {
        Assert.Equal($"1795490815.542826822001s X {C7}\n1795490729.157066979s 1 {E3}\n", LocationLog.SetDead(Dropped));
        Assert.Null(LocationLog.SetDead(Gotten));
        Assert.False(LocationLog.IsDead(Dropped));
        Assert.False(LocationLog.IsDead(""));
        Assert.True(LocationLog.IsDead("1s X a\n2s X b\n1s 1 b\n"));
    }

    [Fact]
    public void The_quick_scan_agrees_with_the_parser()
    {
        var line = Gen.Select(
            Gen.OneOfConst("1s", "2", "1.5s", "1.50s", "-1s", "x", "2.0s", "", "1.s"),
            Gen.OneOfConst("1", "1", "0", "X", "2", ""),
            Gen.OneOfConst("a", "b", "c", "", " d", "a\0", "\u00e9"),
            Gen.OneOfConst("\n", "\n", "\r\n", "\r", "\n\n", " \n")).Select((t, s, u, end) => $"{t} {s} {u}{end}");
        line.List[0, 12].Select(l => string.Concat(l)).Sample(text =>
        {
            var slow = PresenceLog.Parse(text).With(PresenceStatus.Present).ToList();
            byte[] bytes = ByteText.Bytes(text);
            Assert.Equal(slow, LocationLog.Present(bytes).Select(u => u.Value));
            foreach (string u in new[] { "a", "b", "c", "", " d" })
                Assert.Equal(slow.Contains(u), LocationLog.IsPresent(bytes, ByteText.Bytes(u)));
        });
    }

    [Fact]
    public void A_long_log_is_read_the_same()
    {
        string text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}s {i % 3 % 2} u{i % 500}\n"));
        Assert.True(text.Length > 8192);
        Assert.Equal(PresenceLog.Parse(text).With(PresenceStatus.Present), LocationLog.Present(text).Select(u => u.Value));
    }

    [Fact]
    public void Scanning_allocates_nothing_once_the_uuids_are_known()
    {
        byte[] text = ByteText.Bytes(Dropped + Gotten);
        var names = new UuidNames();
        var to = new List<Uuid>(4);
        LocationLog.Present(text, names, to);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) { to.Clear(); LocationLog.Present(text, names, to); }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
