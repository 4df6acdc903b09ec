using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Tests.Watch;

/// <summary>A watched temporary tree, and everything told of it so far.</summary>
public sealed class Watched : IAsyncDisposable
{
    Watched(TempTree tree, TreeWatcherOptions options)
    {
        Disk = tree;
        Watcher = TreeWatcher.Start(options);
    }

    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public TempTree Disk { get; }
    public TreeWatcher Watcher { get; }

    /// <summary>Watches what <paramref name="before"/> made. The work tree has its .git, as ever.</summary>
    internal static async Task<Watched> Start(Action<TempTree>? before = null, Func<TreeWatcherOptions, TreeWatcherOptions>? change = null)
    {
        var tree = new TempTree();
        tree.Dir(".git/objects");
        before?.Invoke(tree);
        var options = new TreeWatcherOptions(tree.Top);
        var w = new Watched(tree, change?.Invoke(options) ?? options);
        await w.Watcher.Populated;
        return w;
    }

    /// <summary>All batches since the last call, once everything done so far is told.</summary>
    public async Task<List<WatchBatch>> Batches()
    {
        var all = new List<WatchBatch>();
        var settled = Watcher.SettleAsync(TestContext.Current.CancellationToken);
        var hangs = Task.Delay(Limit);
        while (!settled.IsCompleted)
        {
            Assert.False(hangs.IsCompleted, "the watcher does not come to rest");
            while (Watcher.Batches.TryRead(out var b)) all.Add(b);
            await Task.WhenAny(settled, hangs, Watcher.Batches.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask());
        }
        await settled;
        while (Watcher.Batches.TryRead(out var b)) all.Add(b);
        return all;
    }

    /// <summary>The same as one text, one line each: "a > b" for moves, then "Kind path" sorted.</summary>
    public async Task<string> Told()
    {
        var all = await Batches();
        var moves = all.SelectMany(b => b.Moves).Select(m => $"{m.From} {(m.IsExchange ? "<>" : ">")} {m.To}");
        var events = all.SelectMany(b => b.Events).Select(e => $"{e.Kind} {e.Path}").Distinct().Order(StringComparer.Ordinal);
        return string.Join("\n", moves.Concat(events));
    }

    /// <summary>All that is told until the watcher ends by itself.</summary>
    public async Task<List<WatchBatch>> End()
    {
        var all = new List<WatchBatch>();
        await foreach (var b in Watcher.Batches.ReadAllAsync(TestContext.Current.CancellationToken)) all.Add(b);
        return all;
    }

    /// <summary>The directories watched are those of the disk, and each has the watch of its inode.</summary>
    public void AssertTreeIsTrue()
    {
        var have = new SortedSet<string>(Watcher.Tree.All.Select(n => n.Path), StringComparer.Ordinal);
        var real = new SortedSet<string>(StringComparer.Ordinal);
        void Walk(string path)
        {
            real.Add(path);
            var entries = Fs.List(Disk.At(path));
            if (path.Length > 0 && entries.Exists(e => e.Name == ".git")) return;
            foreach (var e in entries)
                if (e.Kind == FileKind.Directory && e.Name != ".git") Walk(path.Length == 0 ? e.Name : $"{path}/{e.Name}");
        }
        Walk("");
        Assert.True(real.SetEquals(have), $"not watched: {string.Join(' ', real.Except(have))}; watched in error: {string.Join(' ', have.Except(real))}");
        Assert.Equal(real.Count, Watcher.Tree.WatchCount);
    }

    public ValueTask DisposeAsync()
    {
        Watcher.Dispose();
        Disk.Dispose();
        return ValueTask.CompletedTask;
    }
}
