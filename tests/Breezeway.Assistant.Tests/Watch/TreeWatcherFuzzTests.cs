using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Tests.Watch;

/// <summary>
/// Random operations on a watched tree, by several threads at once. Afterwards: whoever believes what was told knows of every path that is not as
/// it was (by name, type and inode with its times), and the watcher watches exactly the directories there are.
/// </summary>
public sealed class TreeWatcherFuzzTests
{
    static int Rounds => Environment.GetEnvironmentVariable("BREEZEWAY_LONG") is null ? 12 : 400;

    [Fact]
    public async Task Every_path_that_changed_was_told_or_lies_in_doubt()
    {
        for (int seed = 1; seed <= Rounds; seed++) await Run(seed, threads: 1 + seed % 3, steps: 400);
    }

    [Fact]
    public async Task In_step_with_the_disk_nothing_is_in_doubt_but_what_changed_places()
    {
        for (int seed = 1; seed <= Rounds; seed++)
        {
            await using var w = await Start(seed);
            var o = new Operations(w.Disk, new Random(seed * 1000)) { Gentle = true };
            for (int i = 0; i < 25; i++)
            {
                var before = Snapshot(w.Disk);
                o.Any();
                var told = await Learn(w, before, seed);
                if (!o.Last.StartsWith("exchange", StringComparison.Ordinal))
                    Assert.DoesNotContain(told.SelectMany(b => b.Events), e => e.Kind == PathEventKind.SubtreeUncertain);
            }
        }
    }

    static Task<Watched> Start(int seed) => Watched.Start(t =>
    {
        Fs.MakeDirectories(t.Outside);
        var o = new Operations(t, new Random(seed));
        for (int i = 0; i < 60; i++) o.Build();
    });

    static async Task Run(int seed, int threads, int steps)
    {
        await using var w = await Start(seed);
        var before = Snapshot(w.Disk);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(n => Task.Run(() =>
        {
            var o = new Operations(w.Disk, new Random(seed * 1000 + n));
            for (int i = 0; i < steps; i++) o.Any();
        })));
        await Learn(w, before, seed);
    }

    /// <summary>Takes what was told since the disk was as before, and compares what one may believe then with the disk.</summary>
    static async Task<List<WatchBatch>> Learn(Watched w, SortedDictionary<string, FileStat> before, int seed)
    {
        var told = new List<WatchBatch>();
        do told.AddRange(await w.Batches()); while (w.Watcher.HasNewborns);
        var model = new Model(before);
        foreach (var batch in told) model.Apply(batch);
        w.AssertTreeIsTrue();
        foreach (var (path, now) in Snapshot(w.Disk))
            Assert.True(model.Knows(path, now), $"seed {seed}: {path} was not told: {now}");
        foreach (var path in model.Believed)
            Assert.True(Fs.Exists(w.Disk.At(path)) || model.InDoubt(path), $"seed {seed}: {path} has gone, which was not told");
        return told;
    }

    static SortedDictionary<string, FileStat> Snapshot(TempTree t)
    {
        var all = new SortedDictionary<string, FileStat>(StringComparer.Ordinal);
        void Walk(string path)
        {
            foreach (var e in Fs.List(t.At(path)))
            {
                string p = path.Length == 0 ? e.Name : $"{path}/{e.Name}";
                if (e.Name == ".git") continue;
                var s = Fs.LStat(t.At(p))!.Value;
                all[p] = s;
                if (s.IsDirectory && !Fs.Exists(t.At($"{p}/.git"))) Walk(p);
            }
        }
        Walk("");
        return all;
    }

    /// <summary>What a consumer believes that applies moves and deletions, and has looked at nothing yet that it was told to look at.</summary>
    sealed class Model(SortedDictionary<string, FileStat> before)
    {
        SortedDictionary<string, FileStat> _known = before;
        HashSet<string> _dirty = [], _uncertain = [];

        public IEnumerable<string> Believed => _known.Keys;

        public void Apply(WatchBatch batch)
        {
            foreach (var m in batch.Moves)
            {
                if (m.IsExchange) { Rename(m.From, "\0exchange"); Rename(m.To, m.From); Rename("\0exchange", m.To); }
                else { if (!m.IsDirectory) Remove(m.To); Rename(m.From, m.To); }
            }
            foreach (var e in batch.Events)
                switch (e.Kind)
                {
                    case PathEventKind.SubtreeUncertain or PathEventKind.NestedRepository or PathEventKind.Unwatched or PathEventKind.Unreadable: _uncertain.Add(e.Path); break;
                    case PathEventKind.Deleted when e.IsDirectory: Remove(e.Path); _dirty.Add(e.Path); break;
                    default: _dirty.Add(e.Path); break;
                }
        }

        static bool At(string path, string top) => path == top || path.StartsWith(top + "/", StringComparison.Ordinal);

        void Remove(string top) => _known = new(_known.Where(k => !At(k.Key, top)).ToDictionary(), StringComparer.Ordinal);

        void Rename(string from, string to)
        {
            string New(string p) => At(p, from) ? to + p[from.Length..] : p;
            bool known = _known.ContainsKey(from);
            var moved = _known.Where(k => At(k.Key, from)).ToList();
            foreach (var k in moved) _known.Remove(k.Key);
            foreach (var k in moved) _known[New(k.Key)] = k.Value;
            bool inDoubt = InDoubt(from);
            _dirty = _dirty.Select(New).ToHashSet();
            _uncertain = _uncertain.Select(New).ToHashSet();
            if (inDoubt) _uncertain.Add(to);
            if (!known) _dirty.Add(to);                  // the contract: of a source that is not known the target has to be looked at
        }

        public bool InDoubt(string path)
        {
            if (_dirty.Contains(path) || _uncertain.Contains("")) return true;
            for (var p = path; p.Length > 0; p = p.Contains('/') ? p[..p.LastIndexOf('/')] : "")
                if (_uncertain.Contains(p)) return true;
            return false;
        }

        public bool Knows(string path, FileStat now) => InDoubt(path) || (_known.TryGetValue(path, out var was) && (was.Inode == now.Inode)
            && was.Kind == now.Kind && (now.IsDirectory || (was.SameContentAs(now) && was.Permissions == now.Permissions)));
    }

    /// <summary>Things programs do to a tree; whatever fails as another thread was quicker is fine.</summary>
    sealed class Operations(TempTree t, Random random)
    {
        const string Names = "abcd";

        string Path()
        {
            int depth = 1 + random.Next(4);
            return string.Join('/', Enumerable.Range(0, depth).Select(_ => Names[random.Next(Names.Length)]));
        }

        public void Build()
        {
            string p = Path();
            Try(() => { if (random.Next(3) == 0) t.Dir(p); else { t.Dir(p[..Math.Max(0, p.LastIndexOf('/'))]); t.Write(p); } });
        }

        static void Try(Action a) { try { a(); } catch (FileError) { } }

        /// <summary>Leaves out what makes nested repositories, or writes into a directory faster than it can be watched.</summary>
        public bool Gentle { get; init; }
        public string Last { get; private set; } = "";

        public void Any()
        {
            string a = Path(), b = Path();
            int n = random.Next(Gentle ? 14 : 18);
            (Last, Action act) = n switch
            {
                0 or 1 or 2 => ("write", () => t.Write(a, random.Next().ToString())),
                3 => ("replace", () => { t.Write(a + ".tmp", random.Next().ToString()); t.Move(a + ".tmp", a); }),
                4 => ("delete", () => t.Delete(a)),
                5 or 6 or 7 => ("move", () => t.Move(a, b)),
                8 => ("exchange", () => Fs.RenameExchange(t.At(a), t.At(b))),
                9 => ("symlink", () => t.Symlink("x", a)),
                10 => ("link", () => t.Link(a, b)),
                11 => ("out", () => Fs.Rename(t.At(a), $"{t.Outside}/{random.Next(3)}")),
                12 => ("in", () => Fs.Rename($"{t.Outside}/{random.Next(3)}", t.At(a))),
                13 or 14 => ("mkdir", () => t.Dir(a)),
                15 => ("make and delete", () => { t.Dir(a + "/c"); t.Write(a + "/c/d"); t.Delete(a + "/c"); }),
                16 when random.Next(8) == 0 => ("nest", () => { if (random.Next(2) == 0) t.Dir(a + "/.git"); else Fs.TryRemoveDirectory(t.At(a + "/.git")); }),
                _ => ((string, Action))("chmod", () => Fs.SetPermissions(t.At(a), random.Next(2) == 0 ? 0x1EDu : 0x1FFu)),
            };
            Try(act);
        }
    }
}
