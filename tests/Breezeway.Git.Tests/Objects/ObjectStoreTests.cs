using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git.Config;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Objects;

public sealed class ObjectStoreTests : IDisposable
{
    readonly GitRepo _repo = new();
    readonly ObjectStore _store;

    public ObjectStoreTests() => _store = new ObjectStore(RepositoryLocation.At(_repo.Top)!, new ObjectStoreOptions());

    public void Dispose()
    {
        _store.Dispose();
        _repo.Dispose();
    }

    string Loose(Sha sha) => Path.Combine(_repo.GitDir, "objects", sha.ToString()[..2], sha.ToString()[2..]);

    string[] FilesBelow(string folder) => [.. Directory.EnumerateFiles(Path.Combine(_repo.GitDir, folder), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!)];

    [Fact]
    public void A_written_object_is_read_by_git_and_a_packed_one_by_us()
    {
        var blob = _store.Write(GitObjectType.Blob, "hello\n"u8);
        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", blob.ToString());
        Assert.Equal("hello", _repo.Git("cat-file", "blob", blob.ToString()));
        var tree = TreeEditor.Apply(_store, _store, default, [TreeEdit.Set("d/f", GitMode.File, blob)]).Root;
        string who = new CommitIdent("A", "a@b", 1700000000, "+0000").ToString();
        var commit = _store.Write(new Commit(tree, [], who, who, "m\n"));
        _repo.Git("update-ref", "refs/heads/master", commit.ToString());
        _repo.Git("fsck", "--strict");
        Assert.Equal(0x124u, Fs.LStat(Loose(blob))!.Value.Permissions);
        Assert.Equal("hello\n", ByteText.From(_store.ReadBlob(blob)));
        _repo.Git("repack", "-adq");
        _repo.Git("prune-packed");
        Assert.False(File.Exists(Loose(blob)));
        Assert.Equal("hello\n", ByteText.From(_store.ReadBlob(blob)));
        Assert.Equal("m\n", _store.ReadCommit(commit).Message);
        Assert.Equal((GitObjectType.Blob, 6L), _store.Info(blob));
        Assert.True(_store.Has(blob));
        Assert.Equal(blob, _store.Resolve("master:d/f")!.Value.Sha);
        Assert.Equal(tree, _store.Resolve("master^{tree}")!.Value.Sha);
    }

    [Fact]
    public void What_is_missing_is_null_and_the_next_read_works()
    {
        var missing = Sha.Parse(new string('1', 40));
        Assert.Null(_store.TryRead(missing));
        Assert.Null(_store.Info(missing));
        Assert.False(_store.Has(missing));
        Assert.Null(_store.Resolve("nothing"));
        Assert.Throws<CorruptData>(() => _store.ReadTree(missing));
        Assert.Throws<CorruptData>(() => _store.ReadCommit(_store.Write(GitObjectType.Blob, "x"u8)));
        Assert.Equal("x", ByteText.From(_store.ReadBlob(_store.Write(GitObjectType.Blob, "x"u8))));
    }

    [Fact]
    public void An_object_over_the_limit_is_passed_over()
    {
        var blob = _store.Write(GitObjectType.Blob, new byte[100_000]);
        Assert.Null(_store.TryRead(blob, 1000));
        Assert.Equal(100_000, _store.Info(blob)!.Value.Size);
        _repo.Git("update-ref", "refs/tags/t", blob.ToString());
        _repo.Git("gc", "-q", "--prune=now");
        Assert.Null(_store.TryRead(blob, 1000));
        Assert.Equal(100_000, _store.TryRead(blob, 100_000)!.Value.Content.Length);
    }

    [Fact]
    public void An_object_that_exists_gets_a_new_mtime_and_an_empty_file_new_content()
    {
        var blob = _store.Write(GitObjectType.Blob, "x"u8);
        File.SetLastWriteTimeUtc(Loose(blob), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _store.Write(GitObjectType.Blob, "x"u8);
        Assert.NotEqual(2001, File.GetLastWriteTimeUtc(Loose(blob)).Year);
        File.Delete(Loose(blob));
        File.WriteAllBytes(Loose(blob), []);
        Assert.False(_store.Freshen(blob));
        _store.Write(GitObjectType.Blob, "x"u8);
        _repo.Git("fsck", "--strict");
        Assert.Single(FilesBelow("objects"));
    }

    [Fact]
    public void A_git_that_died_is_started_again()
    {
        var tree = _store.Write(GitObjectType.Tree, []);
        var blob = _store.Write(GitObjectType.Blob, "x"u8);
        _repo.Git("update-ref", "refs/tags/t", blob.ToString());
        _repo.Git("gc", "-q");
        Assert.NotNull(_store.TryRead(blob));
        foreach (string id in _repo.Run("/", "pgrep", ["-f", $"git-dir={_repo.GitDir} .*cat-file"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            _repo.Run("/", "kill", ["-9", id]);
        Assert.NotNull(_store.TryRead(blob));
        _store.Rest();
        Assert.NotNull(_store.TryRead(blob));
        Assert.Equal(Sha.EmptyTree, tree);
    }

    [Fact]
    public void Many_objects_come_in_order_loose_packed_and_missing()
    {
        var names = new List<Sha>();
        for (int i = 0; i < 1000; i++) names.Add(_store.Write(GitObjectType.Blob, ByteText.Bytes(new string('x', i * 7))));
        _repo.GitIn(ByteText.Bytes(string.Concat(names.Select(n => $"{n}\n"))), "pack-objects", "-q", Path.Combine(_repo.GitDir, "objects/pack/pack"));
        foreach (var n in names.Where((_, i) => i % 3 != 0)) File.Delete(Loose(n));
        names.Insert(500, Sha.Parse(new string('2', 40)));
        var got = new List<(Sha, int?)>();
        _store.ReadMany(names, (n, o) => got.Add((n, o?.Content.Length)));
        Assert.Equal(names, got.Select(g => g.Item1));
        Assert.Null(got[500].Item2);
        Assert.Equal(7 * 999, got[^1].Item2);
        _repo.Git("verify-pack", Directory.GetFiles(Path.Combine(_repo.GitDir, "objects/pack"), "*.idx").Single());
    }

    [Fact]
    public async Task Many_threads_read_at_once()
    {
        var names = Enumerable.Range(0, 50).Select(i => _store.Write(GitObjectType.Blob, ByteText.Bytes($"{i}"))).ToArray();
        _repo.GitIn(ByteText.Bytes(string.Concat(names.Select(n => $"{n}\n"))), "pack-objects", "-q", Path.Combine(_repo.GitDir, "objects/pack/pack"));
        foreach (var n in names) File.Delete(Loose(n));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < names.Length; i++) Assert.Equal($"{i}", ByteText.From(_store.ReadBlob(names[i])));
        }, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void A_file_is_stored_as_a_blob(int size)
    {
        var content = new byte[size];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(_repo.At("f"), content);
        using (var f = FileHandle.Open(_repo.At("f"), OpenMode.Read))
            Assert.Equal(_repo.Git("hash-object", "f"), _store.WriteBlob(f, size).ToString());
        using (var f = FileHandle.Open(_repo.At("f"), OpenMode.Read))
            Assert.Throws<IOException>(() => _store.WriteBlob(f, size + 1));
        _repo.Git("fsck", "--strict");
        Assert.DoesNotContain(FilesBelow("objects"), f => f.StartsWith("tmp_"));
    }

    [Fact]
    public void A_few_objects_of_a_batch_are_loose_and_many_are_a_pack()
    {
        using (var few = _store.StartBatch())
        {
            for (int i = 0; i < 100; i++) few.Write(GitObjectType.Blob, ByteText.Bytes($"few {i % 50}"));
            Assert.Empty(FilesBelow("objects"));
            few.Finish();
        }
        Assert.Equal(50, FilesBelow("objects").Length);
        Assert.Empty(FilesBelow("objects/pack"));
        var names = new List<Sha>();
        var random = new Random(3);
        using (var many = _store.StartBatch())
        {
            for (int i = 0; i < 1000; i++)
            {
                var content = new byte[random.Next(3000)];
                random.NextBytes(content);
                names.Add(many.Write(GitObjectType.Blob, content));
                many.Write(GitObjectType.Blob, content);
            }
            names.Add(many.Write(GitObjectType.Blob, new byte[3_000_000]));
            names.Add(TreeEditor.Apply(_store, many, default, [TreeEdit.Set("a/b/c", GitMode.File, names[0])]).Root);
            many.Finish();
        }
        Assert.Equal([".idx", ".pack"], FilesBelow("objects/pack").Select(Path.GetExtension).Order());
        string index = Directory.GetFiles(Path.Combine(_repo.GitDir, "objects/pack"), "*.idx").Single();
        _repo.Git("verify-pack", index);
        _repo.Git("fsck", "--full", "--strict");
        foreach (var n in names) Assert.NotNull(_store.TryRead(n));
        // git makes the same index from the pack.
        _repo.Git("index-pack", "-o", _repo.At("i.idx"), Path.ChangeExtension(index, "pack"));
        Assert.Equal(File.ReadAllBytes(_repo.At("i.idx")), File.ReadAllBytes(index));
    }

    [Fact]
    public void A_batch_that_is_dropped_leaves_nothing()
    {
        using (var many = _store.StartBatch(looseAtMost: 1))
            for (int i = 0; i < 10; i++) many.Write(GitObjectType.Blob, ByteText.Bytes($"{i}"));
        Assert.Empty(FilesBelow("objects"));
    }

    [Fact]
    public void Offsets_beyond_two_gigabytes_go_into_the_second_table()
    {
        var to = new MemoryStream();
        PackIndex.Write([new(Sha.EmptyTree, 12, 1), new(Sha.EmptyBlob, 5L << 30, 2)], new byte[20], to.Write);
        byte[] index = to.ToArray();
        Assert.Equal(8 + 1024 + 2 * (20 + 4 + 4) + 8 + 40, index.Length);
        Assert.Equal([0x80, 0, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0], index[(8 + 1024 + 2 * 28 - 4)..(8 + 1024 + 2 * 28 + 8)]);
    }

    [Theory]
    [InlineData("0660")]
    [InlineData("0640")]
    [InlineData("group")]
    [InlineData("all")]
    [InlineData("true")]
    [InlineData("false")]
    public void Shared_repositories_get_the_modes_git_gives(string value)
    {
        using var shared = new GitRepo("--shared=" + value);
        using var store = new ObjectStore(RepositoryLocation.At(shared.Top)!, ObjectStoreOptions.Of(new GitConfig([new("core.sharedrepository", shared.Git("config", "--default", "umask", "core.sharedrepository"))])));
        string theirs = shared.GitIn([65], "hash-object", "-w", "--stdin"), ours = store.Write(GitObjectType.Blob, "B"u8).ToString();
        uint Mode(string sha, bool folder) => Fs.LStat(Path.Combine(shared.GitDir, "objects", sha[..2]) + (folder ? "" : "/" + sha[2..]))!.Value.Mode;
        Assert.Equal(Mode(theirs, false), Mode(ours, false));
        Assert.Equal(Mode(theirs, true), Mode(ours, true));
    }

    [Fact]
    public void Settings_say_what_is_synced()
    {
        static (bool, bool) Of(params (string, string)[] settings)
        {
            var o = ObjectStoreOptions.Of(new GitConfig(settings.Select(s => new ConfigEntry(s.Item1, s.Item2))));
            return (o.SyncLoose, o.SyncPacks);
        }
        Assert.Equal((false, true), Of());
        Assert.Equal((true, true), Of(("core.fsync", "all")));
        Assert.Equal((false, false), Of(("core.fsync", "none")));
        Assert.Equal((true, false), Of(("core.fsync", "objects,-pack")));
        Assert.Equal((true, true), Of(("core.fsyncobjectfiles", "true")));
    }
}
