using Breezeway.Annex.Branch;
using Breezeway.Annex.Logs;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Tests.Branch;

public class GoldenBranchTests
{
    static readonly HashSet<string> KindA =
    [
        DescriptionLog.Path, TrustLog.Path, GroupLog.Path, PreferredContentLog.Path, PreferredContentLog.RequiredPath, RemoteLog.Path, ScheduleLog.Path,
        ActivityLog.Path, DifferenceLog.Path, "multicast.log",
    ];

    static readonly HashSet<string> KindB =
        [ExportLog.Path, "proxy.log", "cluster.log", MaxSizeLog.Path, ConfigLog.Path, PreferredContentLog.GroupPath];

    static string? Rebuild(string path, string text, int levels)
    {
        if (KindA.Contains(path)) return UuidLog.Build(UuidLog.Parse(text));
        if (KindB.Contains(path)) return MapLog.Build(MapLog.Parse(text));
        if (path is NumCopiesLog.Path or NumCopiesLog.MinPath)
            return NumCopiesLog.Set("", NumCopiesLog.Parse(text) ?? 0, new LogClock(TimeProvider.System, text.Split(' ')[0]));
        if (path == TransitionsLog.Path) return TransitionsLog.Parse(text, "test").Build();
        return BranchPath.TryParse(path, levels)?.Log switch
        {
            KeyLog.Location => PresenceLog.Parse(text).Compacted().Build(),
            KeyLog.Url or KeyLog.EquivalentKey => PresenceLog.Parse(text).Build(),
            KeyLog.Metadata or KeyLog.RemoteMetadata => MetadataLog.Parse(text).Build(),
            KeyLog.Chunk or KeyLog.ContentIdentifier or KeyLog.RemoteState => MapLog.Build(MapLog.Parse(text)),
            _ => null,
        };
    }

    [Theory]
    [InlineData("before", 2)]
    [InlineData("after", 2)]
    [InlineData("ours", 2)]
    [InlineData("theirs", 2)]
    [InlineData("tuned", 1)]
    public void Every_file_is_rebuilt_to_the_same_bytes(string branch, int levels)
    {
        foreach (var (path, text) in Golden.Branch(branch)) Assert.Equal((path, text), (path, Rebuild(path, text, levels)));
    }

    [Theory]
    [InlineData("before")]
    [InlineData("oddafter")]
    public void Values_are_rebuilt_to_the_same_bytes(string branch)
    {
        var files = Golden.Branch(branch);
        foreach (var (_, e) in UuidLog.Parse(files[RemoteLog.Path]).Entries) Assert.Equal(e.Value, RemoteConfig.Parse(e.Value).ToString());
        if (branch != "before") return;
        Assert.Equal(files[TrustLog.Path], Resaved(files[TrustLog.Path], (text, u, c) => TrustLog.Set(text, u, TrustLog.Parse(files[TrustLog.Path])[u], c)));
        Assert.Equal(files[GroupLog.Path], Resaved(files[GroupLog.Path], (text, u, c) => GroupLog.Set(text, u, GroupLog.Parse(files[GroupLog.Path])[u], c)));
        Assert.Equal(files[ScheduleLog.Path], Resaved(files[ScheduleLog.Path], (text, u, c) => ScheduleLog.Set(text, u, ScheduleLog.Parse(files[ScheduleLog.Path])[u], c)));
    }

    [Fact]
    public void Content_identifiers_are_added_as_git_annex_added_them()
    {
        foreach (var (_, text) in Golden.Branch("before").Where(f => f.Key.EndsWith(".log.cid", StringComparison.Ordinal)))
        {
            var (remote, ids) = Assert.Single(ContentIdentifierLog.Parse(text));
            string made = "";
            for (int i = ids.Count - 1; i >= 0; i--)
                made = ContentIdentifierLog.Add(made, remote, ids[i], new LogClock(TimeProvider.System, i > 0 ? "0" : text.Split(' ')[0])) ?? made;
            Assert.Equal(text, made);
        }
    }

    /// <summary>The text made anew by setting each entry with its own time.</summary>
    static string Resaved(string text, Func<string, Uuid, LogClock, string> set) =>
        UuidLog.Parse(text).Entries.Aggregate("", (t, e) => set(t, new(e.Key), new LogClock(TimeProvider.System, e.Value.Time.ToString())));

    [Theory]
    [InlineData("before", "after")]
    [InlineData("oddbefore", "oddafter")]
    public void Forgetting_dead_remotes_changes_what_git_annex_changes(string before, string after)
    {
        var (old, expected) = (Golden.Branch(before), Golden.Branch(after));
        var dead = new DeadRemotes(old[TrustLog.Path], old[RemoteLog.Path]);
        var forgotten = old.Select(f => (f.Key, Text: dead.Forget(f.Key, f.Value))).Where(f => f.Text is not null);
        Assert.Equal(
            expected.Where(f => f.Key != TransitionsLog.Path).Select(f => (f.Key, (string?)f.Value)).OrderBy(f => f.Key, StringComparer.Ordinal),
            forgotten.OrderBy(f => f.Key, StringComparer.Ordinal));
        Assert.Equal([Transition.ForgetGitHistory, Transition.ForgetDeadRemotes], TransitionsLog.Parse(expected[TransitionsLog.Path], after).Kinds);
    }

    [Fact]
    public void A_merge_gives_what_git_annex_merged()
    {
        var (ours, theirs, merged) = (Golden.Branch("ours"), Golden.Branch("theirs"), Golden.Branch("merged"));
        foreach (var (path, text) in merged)
        {
            var versions = new[] { ours, theirs }.Where(b => b.ContainsKey(path)).Select(b => ByteText.Bytes(b[path])).ToArray();
            Assert.Equal(text, ByteText.From(UnionMerge.Merge(versions).Content));
        }
    }

    [Fact]
    public void What_a_branch_says_is_read()
    {
        var files = Golden.Branch("before");
        var uuids = DescriptionLog.Parse(files[DescriptionLog.Path]);
        var here = uuids.Single(u => u.Value == "first repo").Key;
        var there = uuids.Single(u => u.Value == @"two\nlines  " + ByteText.Utf8("é") + " ").Key;
        Assert.Equal(TrustLevel.SemiTrusted, TrustLog.Parse(files[TrustLog.Path])[here]);
        Assert.Equal(["archive", "foo"], GroupLog.Parse(files[GroupLog.Path])[here]);
        Assert.Empty(GroupLog.Parse(files[GroupLog.Path])[there]);
        Assert.Equal("standard or  include=x", PreferredContentLog.Parse(files[PreferredContentLog.Path])[here]);
        Assert.False(PreferredContentLog.Parse(files[PreferredContentLog.Path]).ContainsKey(there));
        Assert.Equal("include=* and not copies=3", PreferredContentLog.ParseGroups(files[PreferredContentLog.GroupPath])["foo"]);
        Assert.Equal("largerthan=100kb", Assert.Single(ConfigLog.Parse(files[ConfigLog.Path])).Value);
        Assert.Equal(1, NumCopiesLog.Parse(files[NumCopiesLog.Path]));
        Assert.Equal(1_000_000_000, MaxSizeLog.Parse(files[MaxSizeLog.Path])[here]);
        Assert.Equal(["fsck self 30m every day at any time", "fsck self 1h5m on day 3 of months divisible by 2 at 4 AM"], ScheduleLog.Parse(files[ScheduleLog.Path])[here]);

        var remotes = RemoteLog.Parse(files[RemoteLog.Path]);
        var (d1, config) = remotes.Single(r => r.Value.Name == "d1");
        Assert.Equal("a  b&c", config["preferreddir"]);
        var again = remotes.Single(r => r.Value.Name == "again");
        Assert.Equal(d1, again.Value.SameAs);
        Assert.Equal("4", RemoteLog.InForce(remotes, again.Key)?["chunk"]);

        var a = files.Keys.Select(p => (Path: p, Key: BranchPath.TryParse(p)?.Key)).First(f => f.Key?.Size == 3 && f.Path.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(here, LocationLog.Present(files[a.Path]));
        Assert.Equal([new KeyUrl("http://example.com/a", UrlBy.Web), new("http://example.com/c d", UrlBy.Web)], UrlLog.Parse(files[a.Path + ".web"]));
        Assert.Equal([new Chunking(4, 1)], ChunkLog.Parse(files[a.Path + ".cnk"], d1));
        var met = MetadataLog.Parse(files[a.Path + ".met"]).Shown();
        Assert.Equal(["author", "author-lastchanged", "by", "by-lastchanged", "lastchanged", "note", "note-lastchanged", "uni", "uni-lastchanged"], met.Keys.Where(k => !k.StartsWith("Year", StringComparison.Ordinal)));
        Assert.Equal(["you"], met["author"]);
        Assert.Equal(["!odd"], met["note"]);
        var dead = files.Single(f => BranchPath.TryParse(f.Key)?.Log == KeyLog.Location && LocationLog.IsDead(f.Value));
        Assert.Contains("000000000001s X", dead.Value);
    }
}
