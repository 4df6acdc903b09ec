using Breezeway.Annex.Logs;
using Breezeway.Git.Objects;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class MapLogTests
{
    readonly LogClock _clock = new(FixedTime.At1795491028);

    // As git-annex 10.20250416 wrote it back.
    [Fact]
    public void The_newest_entry_of_a_field_counts_and_of_equally_new_ones_the_later()
    {
        const string text = "3s a b\n4s b \n5s c\n6s  d\n7 e f g\n7s e f  h\nfoo x y\n9.50s f x\n-3s g 1\n0 h 1\n2s a z";
        Assert.Equal("6s  d\n3s a b\n4s b \n7s e f  h\n9.5s f x\n-3s g 1\n0s h 1\n", MapLog.Build(MapLog.Parse(text)));
    }

    [Theory]
    [InlineData("1795491025.428139751s foo include=* and not copies=3\n")]
    [InlineData("1795491025.523844366s annex.largefiles largerthan=100kb\n")]
    [InlineData("1795491025.79s annex.autocommit \n")]
    [InlineData("1795491028.478005512s e36d6d93-4785-47d1-baa7-3737ebdfef88:fa2ef8ad-7201-4cf4-9c6d-2c0b47b417f5 3f5f51f3d8ffd0fb226b1f52587bec68fb87b993\n")]
    [InlineData("1795491028.513s fa2ef8ad-7201-4cf4-9c6d-2c0b47b417f5 11781542 3 1795490814 391706685\n")]
    [InlineData("1795491027.749401668s b932f094-ea9d-49eb-906d-90ff2a70b587:4 3\n")]
    [InlineData("1795559741s b932f094-ea9d-49eb-906d-90ff2a70b587 1000000000\n")]
    public void Real_lines_keep_their_bytes(string line) => Assert.Equal(line, MapLog.Build(MapLog.Parse(line)));

    [Fact]
    public void Rewriting_twice_is_rewriting_once() =>
        Gen.OneOfConst("u", "v", " ", "\n", "\r\n", "5s ", "4", ".5", "x", "0").List[0, 15].Select(l => string.Concat(l)).Sample(text =>
        {
            string once = MapLog.Build(MapLog.Parse(text));
            Assert.Equal(once, MapLog.Build(MapLog.Parse(once)));
        });

    [Fact]
    public void An_empty_setting_is_unset()
    {
        string text = ConfigLog.Set("5s a x\n", "b", "y", _clock);
        Assert.Equal(("x", "y"), (ConfigLog.Parse(text)["a"], ConfigLog.Parse(text)["b"]));
        text = ConfigLog.Set(text, "b", "", _clock);
        Assert.Equal("5s a x\n1795491029s b \n", text);
        Assert.False(ConfigLog.Parse(text).ContainsKey("b"));
    }

    [Fact]
    public void A_groups_empty_expression_is_kept()
    {
        Assert.Equal("", PreferredContentLog.ParseGroups("5s g \n")["g"]);
        Assert.Equal("5s g \n1795491028s h x\n", PreferredContentLog.SetGroup("5s g \n", "h", "x", _clock));
    }

    [Fact]
    public void Sizes_are_read_as_far_as_they_are_numbers()
    {
        const string text = "3s x 0100\n4s y 1GB\n5s z -3\n6s w 10 \n7s q no\n";
        Assert.Equal("6s w 10\n3s x 100\n4s y 1\n5s z -3\n1795491028s zz 5\n", MaxSizeLog.Set(text, new("zz"), 5, _clock));
        Assert.Equal(100, MaxSizeLog.Parse(text)[new("x")]);
        Assert.False(MaxSizeLog.Parse(text).ContainsKey(new("q")));
    }

    [Fact]
    public void Chunks_are_known_by_remote_and_size()
    {
        string text = ChunkLog.Set("3s u:5 a\n3s v:6 10\n3s u:- 5\n", new("u"), 4, 3, _clock);
        text = ChunkLog.Set(text, new("u"), 1048576, 1, _clock);
        Assert.Equal([new Chunking(1048576, 1), new(4, 3)], ChunkLog.Parse(text, new("u")));
        text = ChunkLog.Set(text, new("u"), 4, 0, _clock);
        Assert.Equal([new Chunking(1048576, 1)], ChunkLog.Parse(text, new("u")));
        Assert.Contains("1795491029s u:4 0\n", text);
    }

    [Fact]
    public void A_remote_keeps_its_state()
    {
        string text = RemoteStateLog.Set("5s v x\n", new("u"), "some state: of  it", _clock);
        Assert.Equal("some state: of  it", RemoteStateLog.Parse(text, new("u")));
        Assert.Equal("1795491028s u some state: of  it\n5s v x\n", text);
        Assert.Null(RemoteStateLog.Parse(text, new("w")));
    }

    [Fact]
    public void Content_identifiers_come_newest_first()
    {
        string? text = ContentIdentifierLog.Add("", new("u"), "11781542 3 1795490814 391706685", _clock);
        Assert.Equal("1795491028s u 11781542 3 1795490814 391706685\n", text);
        text = ContentIdentifierLog.Add(text!, new("u"), "a:b", _clock);
        text = ContentIdentifierLog.Add(text!, new("u"), "!", _clock);
        Assert.Equal("1795491030s u !IQ==:!YTpi:11781542 3 1795490814 391706685\n", text);
        Assert.Equal(["!", "a:b", "11781542 3 1795490814 391706685"], ContentIdentifierLog.Parse(text!, new("u")));
        Assert.Null(ContentIdentifierLog.Add(text!, new("u"), "a:b", _clock));
        Assert.Empty(ContentIdentifierLog.Parse(text!, new("v")));
        Assert.Equal(["a", "!!!"], ContentIdentifierLog.Parse("5s u a:!!!\n", new("u")));
    }

    static readonly Sha T1 = Sha.Parse("3f5f51f3d8ffd0fb226b1f52587bec68fb87b993"), T2 = Sha.EmptyTree, T3 = Sha.EmptyBlob;
    readonly Uuid _a = new("a"), _b = new("b"), _r = new("r");

    [Fact]
    public void An_export_begins_and_is_recorded()
    {
        string text = ExportLog.Begin("", _a, _r, T1, _clock);
        Assert.Equal($"1795491028s a:r {T1}\n", text);
        text = ExportLog.Begin(text, _a, _r, T2, _clock);
        Assert.Equal($"1795491029s a:r {T1} {T2}\n", text);
        var e = Assert.Single(ExportLog.Parse(text));
        Assert.Equal((_a, _r, T1, T2), (e.From, e.To, e.Tree, Assert.Single(e.Unfinished)));
        Assert.Equal($"1795491030s a:r {T2}\n", ExportLog.Record(text, _a, _r, T2, _clock));
    }

    [Fact]
    public void Recording_an_export_moves_others_that_named_the_same_tree()
    {
        string text = $"5s a:r {T1}\n5s b:r {T1}\n5s b:q {T1}\n5s c:r {T3}\n5s bad {T1}\n5s d:r nosha\n";
        Assert.True(ExportLog.IsConflict(ExportLog.Parse(text), _r));
        Assert.Equal($"1795491028s a:r {T2}\n5s b:q {T1}\n1795491028s b:r {T2}\n5s bad {T1}\n5s c:r {T3}\n5s d:r nosha\n", ExportLog.Record(text, _a, _r, T2, _clock));
        Assert.False(ExportLog.IsConflict(ExportLog.Parse($"5s a:r {T1}\n5s b:r {T1}\n5s b:q {T2}\n"), _r));
    }
}
