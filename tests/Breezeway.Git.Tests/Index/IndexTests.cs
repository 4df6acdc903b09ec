using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Index;

public sealed class IndexTests
{
    static readonly RacyCheck NoRace = new(0);
    static readonly Sha S = Sha.Parse("1234567890123456789012345678901234567890");

    static GitRepo Filled(int version)
    {
        var repo = new GitRepo();
        foreach (string path in (string[])["a", "a-b/c", "a.txt", "d/e/f", "d/e/g", "d/x", "line\nbreak", "z/" + new string('n', 200)]) repo.Write(path, path);
        repo.Run(repo.Top, "sh", ["-c", "printf x > \"$(printf 'caf\\351')\"; ln -s a link; chmod +x a.txt"]);
        repo.Git("add", "-A");
        repo.Git("update-index", "--index-version", $"{version}");
        repo.Git("commit", "-q", "-m", "one");
        return repo;
    }

    static string IndexPath(GitRepo repo) => Path.Combine(repo.GitDir, "index");

    static IndexSnapshot Read(GitRepo repo) => IndexFile.Parse(File.ReadAllBytes(IndexPath(repo)), verify: true);

    static IndexSnapshot Change(GitRepo repo, params IndexEdit[] edits)
    {
        var bytes = IndexWriter.ToBytes(Read(repo), edits, NoRace);
        File.WriteAllBytes(IndexPath(repo), bytes.ToArray());
        return IndexFile.Parse(bytes, verify: true);
    }

    /// <summary>What <c>git ls-files --stage -z</c> would print.</summary>
    static string Listing(IndexSnapshot index) =>
        string.Concat(index.Entries().Select(e => $"{GitMode.ToOctal(e.Mode)} {e.Sha} {e.Stage}\t{e.Path}\0"));

    static string Paths(IndexSnapshot index) => string.Join(' ', index.Entries().Select(e => e.Path));

    static IndexEntry File100644(string path, int stage = 0) => new(path, GitMode.File, Sha.EmptyBlob, Stage: stage);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_index_reads_as_git_lists_it_and_is_written_back_the_same(int version)
    {
        using var repo = Filled(version);
        if (version == 3) repo.Git("update-index", "--skip-worktree", "a");
        var index = Read(repo);
        Assert.Equal(version, index.Version);
        Assert.Equal(repo.Git("ls-files", "--stage", "-z"), Listing(index));
        byte[] file = File.ReadAllBytes(IndexPath(repo));
        Assert.Equal(file, IndexWriter.ToBytes(index, [], NoRace).ToArray());
    }

    [Fact]
    public void Stat_data_and_flags_are_those_git_shows()
    {
        using var repo = Filled(2);
        repo.Git("update-index", "--assume-unchanged", "d/x");
        repo.Git("update-index", "--skip-worktree", "d/e/f");
        repo.Write("later", "x");
        repo.Git("add", "-N", "later");
        var index = Read(repo);
        Assert.Equal(3, index.Version);
        string shown = string.Concat(index.Entries().Select(e =>
        {
            var s = e.Stat;
            return $"{e.Path}\0  ctime: {s.CtimeSeconds}:{s.CtimeNanoseconds}\n  mtime: {s.MtimeSeconds}:{s.MtimeNanoseconds}\n"
                + $"  dev: {s.Device}\tino: {s.Inode}\n  uid: {s.Uid}\tgid: {s.Gid}\n  size: {s.Size}\tflags: ";
        }));
        string real = System.Text.RegularExpressions.Regex.Replace(repo.Git("ls-files", "--debug", "-z") + "\n", "flags: [0-9a-f]*\n", "flags: ");
        Assert.Equal(real, shown);
        Assert.Equal(IndexFlags.AssumeValid, index[index.PositionOf("d/x", 0)].Flags);
        Assert.Equal(IndexFlags.SkipWorktree, index[index.PositionOf("d/e/f", 0)].Flags);
        Assert.Equal(IndexFlags.IntentToAdd, index[index.PositionOf("later", 0)].Flags);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Edits_give_the_index_git_would_make(int version)
    {
        using var ours = Filled(version);
        using var theirs = Filled(version);
        string[] info = ["100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\tb", "0 0000000000000000000000000000000000000000\ta.txt",
            "100755 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\td/e/f", "100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\tzz/" + new string('q', 5000).Insert(100, "/").Insert(2500, "/")];
        foreach (string line in info) theirs.GitIn(ByteText.Bytes(line + "\n"), "update-index", "--add", "--index-info");
        var now = Change(ours, IndexEdit.Set(File100644("b")), IndexEdit.Remove("a.txt"), IndexEdit.Set(File100644("d/e/f") with { Mode = GitMode.Executable }),
            IndexEdit.Set(File100644("zz/" + new string('q', 5000).Insert(100, "/").Insert(2500, "/"))), IndexEdit.Remove("not there"));
        Assert.Equal(version, now.Version);
        Assert.Equal(theirs.Git("ls-files", "--stage", "-z"), Listing(now));
        Assert.Equal(theirs.Git("ls-files", "--stage", "-z"), ours.Git("ls-files", "--stage", "-z"));
        ours.GitIn([], "hash-object", "-w", "--stdin");
        theirs.GitIn([], "hash-object", "-w", "--stdin");
        Assert.Equal(theirs.Git("write-tree"), ours.Git("write-tree"));
        ours.Git("fsck", "--strict");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_flag_that_needs_it_makes_version_3(int version)
    {
        using var repo = Filled(version);
        var now = Change(repo, IndexEdit.Set(File100644("a") with { Flags = IndexFlags.SkipWorktree | IndexFlags.AssumeValid }));
        Assert.Equal(version == 2 ? 3 : 4, now.Version);
        Assert.True(now.TryGet("a", out var a));
        Assert.Equal(IndexFlags.SkipWorktree | IndexFlags.AssumeValid, a.Flags);
        Assert.Equal("s a", repo.Git("ls-files", "-v", "a"));
    }

    [Fact]
    public void A_file_takes_the_place_of_a_directory_and_the_other_way_round()
    {
        using var repo = Filled(2);
        string before = Paths(Read(repo));
        var now = Change(repo, IndexEdit.Set(File100644("d")), IndexEdit.Set(File100644("a/b/c")));
        Assert.Equal(before.Replace("a a-b/c a.txt", "a-b/c a.txt a/b/c").Replace("d/e/f d/e/g d/x", "d"), Paths(now));
        Assert.True(repo.GitIn([], "hash-object", "-w", "--stdin").Length == 40);
        string tree = repo.Git("write-tree");
        Assert.Equal(repo.Git("ls-files", "--stage", "-z").Replace(" 0\t", "\t").Replace(" blob ", " "), repo.Git("ls-tree", "-r", "-z", tree).Replace(" blob ", " "));
    }

    [Fact]
    public void Later_edits_undo_earlier_ones()
    {
        IndexSnapshot Of(params IndexEdit[] edits)
        {
            var start = IndexFile.Parse(IndexWriter.ToBytes(IndexSnapshot.Empty, [IndexEdit.Set(File100644("a/x")), IndexEdit.Set(File100644("b"))], NoRace));
            return IndexFile.Parse(IndexWriter.ToBytes(start, edits, NoRace), verify: true);
        }
        var a = IndexEdit.Set(File100644("a"));
        var ab = IndexEdit.Set(File100644("a/b"));
        Assert.Equal("a/b b", Paths(Of(a, ab)));
        Assert.Equal("a b", Paths(Of(ab, a)));
        Assert.Equal("b", Paths(Of(a, IndexEdit.Remove("a"))));
        Assert.Equal("a/x b", Paths(Of(IndexEdit.Remove("a"))));
        Assert.Equal("a/b a/x b", Paths(Of(IndexEdit.Remove("a"), ab)));
        Assert.Equal("a/b b", Paths(Of(IndexEdit.RemoveTree("a"), ab)));
        Assert.Equal("b", Paths(Of(ab, IndexEdit.RemoveTree("a"))));
        Assert.Equal("a b", Paths(Of(IndexEdit.RemoveTree("a"), a)));
        Assert.Equal("b", Paths(Of(IndexEdit.RemoveTree("a"), IndexEdit.Remove("a"))));
        Assert.Equal("a/x b/c", Paths(Of(IndexEdit.Set(File100644("b/c")))));
        Assert.Equal("a/x", Paths(Of(IndexEdit.Set(File100644("b")), IndexEdit.Remove("b"))));
    }

    [Fact]
    public void Conflict_stages_are_set_and_cleared()
    {
        using var repo = Filled(2);
        var now = Change(repo, IndexEdit.Remove("a"), IndexEdit.Set(File100644("a", 3)), IndexEdit.Set(File100644("a", 1)), IndexEdit.Set(File100644("a", 2)));
        Assert.Equal(["1", "2", "3"], repo.Git("ls-files", "-u").Split('\n').Select(l => l.Split('\t')[0].Split(' ')[2]));
        Assert.Equal((0, 3), now.RangeOf("a"));
        now = Change(repo, IndexEdit.Set(File100644("a")));
        Assert.Equal("", repo.Git("ls-files", "-u"));
        Assert.Equal((0, 1), now.RangeOf("a"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Random_edits_match_a_dictionary_and_git_reads_them(int version)
    {
        using var repo = Filled(version);
        var random = new Random(version);
        var model = Read(repo).Entries().ToDictionary(e => e.Path, e => e.ToEntry());
        for (int round = 0; round < 30; round++)
        {
            var edits = new List<IndexEdit>();
            for (int i = random.Next(40); i >= 0; i--)
            {
                string path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abcd"[random.Next(4)] + (random.Next(3) == 0 ? "-" : "")));
                switch (random.Next(5))
                {
                    case 0:
                        edits.Add(IndexEdit.Remove(path));
                        model.Remove(path);
                        break;
                    case 1:
                        edits.Add(IndexEdit.RemoveTree(path));
                        foreach (string p in model.Keys.Where(p => p == path || p.StartsWith(path + "/")).ToList()) model.Remove(p);
                        break;
                    default:
                        var entry = File100644(path) with { Stat = new IndexStat(1, 2, 3, 4, 5, 6, 7, 8, (uint)random.Next(100)) };
                        edits.Add(IndexEdit.Set(entry));
                        foreach (string p in model.Keys.Where(p => p.StartsWith(path + "/") || path.StartsWith(p + "/")).ToList()) model.Remove(p);
                        model[path] = entry;
                        break;
                }
            }
            var now = Change(repo, [.. edits]);
            Assert.Equal(model.Values.OrderBy(e => e.Path, StringComparer.Ordinal), now.Entries().Select(e => e.ToEntry()));
            if (round % 10 == 0)
            {
                Assert.Equal(Listing(now), repo.Git("ls-files", "--stage", "-z") );
                repo.GitIn([], "hash-object", "-w", "--stdin");
                // With the cache tree we carried over, git must come to the same tree as without.
                string kept = repo.Git("write-tree");
                File.Copy(IndexPath(repo), IndexPath(repo) + ".copy", true);
                repo.Git("read-tree", kept);
                Assert.Equal(kept, repo.Git("write-tree"));
                repo.Git("fsck", "--strict");
                File.Copy(IndexPath(repo) + ".copy", IndexPath(repo), true);
                repo.Git("update-index", "--index-version", $"{version}");
            }
        }
    }

    [Fact]
    public void The_cache_tree_stays_for_untouched_directories()
    {
        using var repo = Filled(2);
        Change(repo, IndexEdit.Set(File100644("d/new")), IndexEdit.RemoveTree("a-b"));
        repo.GitIn([], "hash-object", "-w", "--stdin");
        var (_, kept, error) = repo.Run(repo.Top, "sh", ["-c", "GIT_TRACE2_EVENT=/dev/null git ls-files >/dev/null; strings .git/index | grep -c TREE"]);
        Assert.Equal("1", kept.Trim());
        repo.Git("commit", "-q", "-m", "two");
        Assert.Equal("a\na.txt\n\"caf\\351\"\nd/e/f\nd/e/g\nd/new\nd/x\n\"line\\nbreak\"\nlink\nz/" + new string('n', 200), repo.Git("ls-tree", "-r", "--name-only", "HEAD"));
        repo.Git("fsck", "--strict");
    }

    [Fact]
    public void A_racy_entry_loses_its_size_unless_it_is_known_to_be_clean()
    {
        var stat = new IndexStat(0, 0, 100, 0, 0, 0, 0, 0, 7);
        var start = IndexFile.Parse(IndexWriter.ToBytes(IndexSnapshot.Empty,
            [IndexEdit.Set(File100644("old") with { Stat = stat with { MtimeSeconds = 99 } }), IndexEdit.Set(File100644("racy") with { Stat = stat }), IndexEdit.Set(File100644("set") with { Stat = stat })], NoRace));
        Assert.Equal(["racy", "set"], start.RacyEntries(100).Select(e => e.Path));
        uint[] Sizes(RacyCheck check) => [.. IndexFile.Parse(IndexWriter.ToBytes(start, [IndexEdit.Set(File100644("set") with { Stat = stat })], check), true).Entries().Select(e => e.Size)];
        Assert.Equal([7u, 0u, 7u], Sizes(new RacyCheck(100)));
        Assert.Equal([7u, 7u, 7u], Sizes(new RacyCheck(100, _ => false)));
        Assert.Equal([7u, 7u, 7u], Sizes(new RacyCheck(101)));
    }

    [Fact]
    public void Git_notices_a_change_that_a_racy_entry_hid()
    {
        using var repo = new GitRepo();
        repo.Write("f", "one");
        repo.Git("add", "f");
        long second = 1_600_000_000;
        string touch = $"touch -d @{second}";
        repo.Run(repo.Top, "sh", ["-c", $"{touch} f; git update-index -q --refresh; printf two > f; {touch} f; {touch} .git/index"]);
        // With trustctime off and the same size, only the racy rule shows the change.
        repo.Git("config", "core.trustctime", "false");
        Assert.Equal("AM f", repo.Git("status", "--porcelain"));
        var bytes = IndexWriter.ToBytes(Read(repo), [IndexEdit.Set(File100644("g"))], new RacyCheck(second, e => File.ReadAllText(repo.At(e.Path)) != "one"));
        File.WriteAllBytes(IndexPath(repo), bytes.ToArray());
        Assert.Contains("AM f", repo.Git("status", "--porcelain"));
    }

    [Fact]
    public void Indexes_that_are_left_to_git_are_named()
    {
        using var split = Filled(2);
        split.Git("update-index", "--split-index");
        Assert.Contains("split", Assert.Throws<UserError>(() => Read(split)).Message);
        using var sparse = Filled(2);
        sparse.Git("sparse-checkout", "set", "--cone", "--sparse-index", "d");
        Assert.Contains("sparse", Assert.Throws<UserError>(() => Read(sparse)).Message);
    }

    [Fact]
    public void Extensions_git_can_remake_are_left_out_and_git_is_content()
    {
        using var repo = Filled(2);
        repo.Git("update-index", "--untracked-cache");
        repo.Git("status");
        repo.Git("-c", "index.threads=2", "-c", "feature.manyFiles=true", "update-index", "--force-write-index", "--index-version", "4");
        Change(repo, IndexEdit.Set(File100644("new")));
        Assert.Equal("AD new", repo.Git("status", "--porcelain"));
        Assert.Equal("", repo.TryGit("status").Error);
    }

    [Fact]
    public void A_damaged_index_is_corrupt_data()
    {
        foreach (int version in (int[])[2, 4])
        {
            using var repo = Filled(version);
            byte[] good = File.ReadAllBytes(IndexPath(repo));
            for (int cut = 1; cut < good.Length; cut += 7) Assert.Throws<CorruptData>(() => IndexFile.Parse(good[..cut], verify: true));
            var random = new Random(1);
            for (int i = 0; i < 500; i++)
            {
                byte[] bad = [.. good];
                bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
                var e = Record.Exception(() => IndexFile.Parse(bad, verify: true));
                Assert.True(e is CorruptData or UserError, e?.ToString() ?? "accepted");
                e = Record.Exception(() => Listing(IndexFile.Parse(bad)));
                Assert.True(e is null or CorruptData or UserError, e?.ToString());
            }
        }
    }

    [Fact]
    public void Ranges_below_a_directory_leave_its_neighbours_out()
    {
        using var repo = Filled(2);
        var index = Read(repo);
        string Below(string directory)
        {
            var (start, end) = index.RangeBelow(directory);
            return string.Join(' ', Enumerable.Range(start, end - start).Select(i => index[i].Path));
        }
        Assert.Equal("d/e/f d/e/g d/x", Below("d"));
        Assert.Equal("a-b/c", Below("a-b"));
        Assert.Equal("", Below("a"));
        Assert.Equal(index.Count, index.RangeBelow("").End);
        Assert.False(index.TryGet("d", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData(".git/config")]
    [InlineData("a/.Git")]
    public void A_path_git_refuses_is_refused(string path) => Assert.Throws<ArgumentException>(() => IndexEdit.Set(File100644(path)));
}
