using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class TreeWatcherTests
{
    static string Lines(params string[] lines) => string.Join("\n", lines);

    [Fact]
    public async Task Files_are_told_when_they_are_closed()
    {
        await using var w = await Watched.Start(t => t.Dir("d"));
        w.Disk.Write("d/f");
        Assert.Equal("Written d/f", await w.Told());
        using (var f = w.Disk.OpenForWrite("open"))
        {
            f.Write("x"u8);
            Assert.Equal("", await w.Told());
        }
        Assert.Equal("Written open", await w.Told());
    }

    [Fact]
    public async Task Names_are_bytes()
    {
        await using var w = await Watched.Start(t => t.Dir("d\xff\n"));
        w.Disk.Write("d\xff\n/\xc3\x28");
        Assert.Equal("Written d\xff\n/\xc3\x28", await w.Told());
    }

    [Fact]
    public async Task Links_fifos_deletions_and_modes_are_told()
    {
        await using var w = await Watched.Start(t => { t.Write("old"); t.Write("gone"); t.Write("mode"); });
        w.Disk.Symlink("nowhere", "link");
        w.Disk.Link("old", "hard");
        w.Disk.Delete("gone");
        Fs.SetPermissions(w.Disk.At("mode"), 0x1ED);
        Assert.Equal(Lines("Attributes mode", "Created hard", "Created link", "Deleted gone"), await w.Told());
    }

    [Fact]
    public async Task A_file_that_nobody_wrote_to_is_told_all_the_same()
    {
        await using var w = await Watched.Start();
        FileHandle.Open(w.Disk.At("f"), OpenMode.Read | OpenMode.Create).Dispose();
        while (!(await w.Told()).Contains("Created f", StringComparison.Ordinal)) await Task.Yield();
    }

    [Fact]
    public async Task The_git_directory_is_not_heard_of()
    {
        await using var w = await Watched.Start();
        w.Disk.Write(".git/index"); w.Disk.Dir(".git/refs/heads"); w.Disk.Write(".git/objects/x");
        w.Disk.Write("f");
        Assert.Equal("Written f", await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task A_new_directory_is_told_with_what_was_in_it_before_it_was_watched()
    {
        await using var w = await Watched.Start();
        w.Disk.Dir("a/b/c"); w.Disk.Write("a/b/c/f"); w.Disk.Symlink("f", "a/b/l");
        var told = await w.Told();
        foreach (var line in (string[])["Created a", "Created a/b", "Created a/b/c", "Written a/b/c/f", "Created a/b/l"]) Assert.Contains(line, told.Split('\n'));
        w.Disk.Write("a/b/c/g");
        Assert.Equal("Written a/b/c/g", await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task A_rename_within_the_tree_is_one_move_and_looks_at_no_content()
    {
        await using var w = await Watched.Start(t => { t.Write("f"); t.Dir("a/b/c"); t.Write("a/b/c/g"); t.Dir("x"); });
        w.Disk.Move("f", "x/f");
        w.Disk.Move("a", "x/y");
        Assert.Equal(Lines("f > x/f", "a > x/y"), await w.Told());
        w.Disk.Write("x/y/b/c/g");
        Assert.Equal("Written x/y/b/c/g", await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task What_changed_before_its_directory_was_renamed_is_told_by_the_new_name()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/b"); t.Write("a/b/f"); });
        w.Disk.Write("a/b/f", "changed"); w.Disk.Delete("a/b/f"); w.Disk.Write("a/b/g");
        w.Disk.Move("a/b", "a/c"); w.Disk.Move("a", "z");
        w.Disk.Write("z/c/h");
        var all = await w.Batches();
        // Told in one batch, as it was all there when the first event was read; in case it was not, names of then are right too.
        if (all is [var batch])
            Assert.Equal(["Deleted z/c/f", "Written z/c/g", "Written z/c/h"], batch.Events.Select(e => $"{e.Kind} {e.Path}").Order(StringComparer.Ordinal));
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task What_leaves_the_tree_is_deleted_and_no_longer_watched()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/b"); t.Write("a/b/f"); t.Write("g"); });
        Fs.Rename(w.Disk.At("a"), $"{w.Disk.Outside}/a");
        Fs.Rename(w.Disk.At("g"), $"{w.Disk.Outside}/g");
        Assert.Equal(Lines("Deleted a", "Deleted g"), await w.Told());
        Assert.Equal(1, w.Watcher.Tree.WatchCount);
        Fs.WriteText($"{w.Disk.Outside}/a/b/f", "elsewhere");
        Assert.Equal("", await w.Told());
    }

    [Fact]
    public async Task What_comes_into_the_tree_is_told_with_all_it_holds()
    {
        await using var w = await Watched.Start(t => { Fs.MakeDirectories($"{t.Outside}/a/b"); Fs.WriteText($"{t.Outside}/a/b/f", "x"); Fs.WriteText($"{t.Outside}/g", "x"); });
        Fs.Rename($"{w.Disk.Outside}/a", w.Disk.At("a"));
        Fs.Rename($"{w.Disk.Outside}/g", w.Disk.At("g"));
        Assert.Equal(Lines("Created a", "Created a/b", "Written a/b/f", "Written g"), await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task A_directory_deleted_and_made_again_is_watched_again()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/b"); t.Write("a/b/f"); });
        for (int i = 0; i < 20; i++)
        {
            w.Disk.Delete("a"); w.Disk.Dir("a/b");
            if (i % 7 == 0) await w.Told();
        }
        await w.Told();
        w.Disk.Write("a/b/g");
        Assert.Equal("Written a/b/g", await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task Two_directories_that_change_places_are_told_as_an_exchange()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/x"); t.Dir("b/y"); });
        Assert.True(Fs.RenameExchange(w.Disk.At("a"), w.Disk.At("b")));
        Assert.Equal(Lines("a <> b", "SubtreeUncertain a", "SubtreeUncertain b"), await w.Told());
        w.AssertTreeIsTrue();
        w.Disk.Write("a/y/f");
        Assert.Equal("Written a/y/f", await w.Told());
    }

    [Fact]
    public async Task A_directory_and_a_file_that_change_places_are_followed()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/x"); t.Write("b"); });
        Assert.True(Fs.RenameExchange(w.Disk.At("a"), w.Disk.At("b")));
        await w.Told();
        w.AssertTreeIsTrue();
        w.Disk.Write("b/x/f");
        Assert.Equal("Written b/x/f", await w.Told());
    }

    [Fact]
    public async Task A_nested_repository_is_left_alone_from_the_start_and_when_it_appears()
    {
        await using var w = await Watched.Start(t => { t.Dir("sub/.git"); t.Dir("sub/deep"); t.Dir("mod"); t.Write("mod/.git", "gitdir: ../.git/modules/mod"); t.Dir("plain/in"); });
        Assert.Equal(Lines("NestedRepository mod", "NestedRepository sub"), await w.Told());
        w.Disk.Write("sub/f"); w.Disk.Write("sub/deep/f"); w.Disk.Write("mod/f");
        Assert.Equal("", await w.Told());

        w.Disk.Dir("plain/.git");
        Assert.Equal("NestedRepository plain", await w.Told());
        w.Disk.Write("plain/f"); w.Disk.Write("plain/in/f");
        Assert.Equal("", await w.Told());

        w.Disk.Move("plain", "moved");
        await w.Told();
        w.Disk.Delete("moved/.git");
        Assert.Equal(Lines("Created moved/in", "SubtreeUncertain moved", "Written moved/f", "Written moved/in/f"), await w.Told());
        w.Disk.Write("moved/in/g");
        Assert.Equal("Written moved/in/g", await w.Told());
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task The_first_walk_hands_out_each_directory_it_watches()
    {
        var listed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var w = await Watched.Start(t => { t.Dir("a/b"); t.Write("a/f"); t.Dir("sub/.git"); },
            o => o with { OnListed = (path, entries) => { lock (listed) listed[path] = string.Join(' ', entries.Select(e => e.Name).Order(StringComparer.Ordinal)); } });
        Assert.Equal(new SortedDictionary<string, string> { [""] = ".git a sub", ["a"] = "b f", ["a/b"] = "" }, listed);
        Assert.Equal("NestedRepository sub", await w.Told());
    }

    [Fact]
    public async Task A_directory_that_may_not_be_read_is_told_and_heard_of_again_once_it_may()
    {
        await using var w = await Watched.Start(t => { t.Dir("no/in"); t.Dir("later/in"); Fs.SetPermissions(t.Top, 0x1ED); Fs.SetPermissions(t.At("no"), 0); },
            o => o with { Threads = 1, OnThread = () => { if (Sys.IsRoot) Sys.BecomeUser(65534); } });
        // The walk's own threads have the same user only without root; there it is the retry that finds it closed.
        Fs.SetPermissions(w.Disk.At("later"), 0);
        var told = await w.Told();
        Assert.Contains("Unreadable later", told.Split('\n'));
        Assert.Contains("later", w.Watcher.Unreadable);
        Fs.SetPermissions(w.Disk.At("later"), 0x1FF);
        Assert.Contains("SubtreeUncertain later", (await w.Told()).Split('\n'));
        Assert.DoesNotContain("later", w.Watcher.Unreadable);
        Fs.MakeDirectory(w.Disk.At("closed"), 0);
        Assert.Contains("Unreadable closed", (await w.Told()).Split('\n'));
        Assert.Contains("closed", w.Watcher.Unreadable);
        Fs.SetPermissions(w.Disk.At("closed"), 0x1FF);
        Assert.Contains("SubtreeUncertain closed", (await w.Told()).Split('\n'));
        Assert.DoesNotContain(w.Watcher.Unreadable, p => p != "no");
        w.Disk.Write("closed/f");
        Assert.Contains("Written closed/f", (await w.Told()).Split('\n'));
    }

    [Fact]
    public async Task A_queue_that_ran_over_puts_all_in_doubt_and_the_watch_goes_on()
    {
        using var gate = new ManualResetEventSlim(true);
        await using var w = await Watched.Start(t => { t.Dir("d"); t.Dir("old"); }, o => o with { Gate = gate });
        await w.Told();
        gate.Reset();
        await Overflow(w.Disk);
        w.Disk.Dir("unheard/of"); w.Disk.Move("old", "unheard/new");
        gate.Set();
        Assert.Contains("SubtreeUncertain ", (await w.Told()).Split('\n'));
        w.AssertTreeIsTrue();
        w.Disk.Write("unheard/of/f"); w.Disk.Write("unheard/new/g");
        Assert.Equal(Lines("Written unheard/new/g", "Written unheard/of/f"), await w.Told());
    }

    /// <summary>More events than fs.inotify.max_queued_events, alternating so that the kernel cannot merge them.</summary>
    static async Task Overflow(TempTree t)
    {
        int most = int.Parse(await File.ReadAllTextAsync("/proc/sys/fs/inotify/max_queued_events"));
        t.Write("d/1"); t.Write("d/2");
        for (int i = 0; i <= most; i++) { Fs.TryTouch(t.At("d/1")); Fs.TryTouch(t.At("d/2")); }
    }

    [Fact]
    public async Task The_loss_of_the_top_is_not_a_deletion()
    {
        await using var w = await Watched.Start(t => { t.Dir("a"); t.Write("a/f"); });
        Fs.Rename(w.Disk.Top, $"{w.Disk.Outside}/elsewhere");
        var told = (await w.End()).SelectMany(b => b.Events);
        Assert.Equal([new PathEvent(PathEventKind.RootGone, "", true)], told);
    }

    [Fact]
    public async Task A_top_that_is_not_there_ends_the_watch_with_the_reason()
    {
        using var w = TreeWatcher.Start(new TreeWatcherOptions("/nowhere/at/all"));
        Assert.Equal(Errno.NoEntry, (await Assert.ThrowsAsync<FileError>(() => w.Populated)).Code);
        Assert.Equal(Errno.NoEntry, (await Assert.ThrowsAsync<FileError>(() => w.Batches.Completion)).Code);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => w.SettleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unmounted_top_is_gone_and_an_unmounted_directory_is_not_deleted()
    {
        using var t = new TempTree();
        Assert.SkipUnless(Sys.IsRoot && Sys.Mount("none", t.Top, "tmpfs", 0, null) == 0, "needs to mount");
        var told = new List<PathEvent>();
        try
        {
            t.Dir("disk");
            using var w = TreeWatcher.Start(new TreeWatcherOptions(t.Top));
            await w.Populated;
            Assert.Equal(0, Sys.Mount("none", t.At("disk"), "tmpfs", 0, null));
            t.Dir("disk/d"); t.Write("disk/d/f");
            w.Recheck("disk");                        // a mount makes no event
            await w.SettleAsync(TestContext.Current.CancellationToken);
            t.Write("disk/d/g");
            await w.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, Sys.Unmount(t.At("disk"), 0));
            await w.SettleAsync(TestContext.Current.CancellationToken);
            t.Write("disk/below");
            await w.SettleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, Sys.Unmount(t.Top, 0));
            await foreach (var b in w.Batches.ReadAllAsync(TestContext.Current.CancellationToken)) told.AddRange(b.Events);
        }
        finally { while (Sys.Unmount(t.Top, 2) == 0) { } }
        Assert.Equal(["SubtreeUncertain disk", "Written disk/d/g", "Unmounted disk", "Written disk/below", "RootGone "], told.Select(e => $"{e.Kind} {e.Path}"));
    }

    [Fact]
    public async Task A_directory_bound_to_two_places_is_watched_at_one_and_polled_at_the_other()
    {
        await using var w = await Watched.Start(t => { t.Dir("a/in"); t.Dir("b"); });
        Assert.SkipUnless(Sys.IsRoot && Sys.Mount(w.Disk.At("a"), w.Disk.At("b"), "none", 4096 /* bind */, null) == 0, "needs to mount");
        try
        {
            w.Watcher.Recheck("b");
            await w.Told();
            Assert.Equal(["b"], w.Watcher.Unwatched);
            w.Disk.Write("b/in/f");
            Assert.Equal("Written a/in/f", await w.Told());
            w.Watcher.RetryUnwatched();
            Assert.Equal("SubtreeUncertain b", await w.Told());
        }
        finally { Sys.Unmount(w.Disk.At("b"), 0); }
        w.Watcher.RetryUnwatched();
        await w.Told();
        Assert.Empty(w.Watcher.Unwatched);
        w.AssertTreeIsTrue();
    }

    [Fact]
    public async Task A_consumer_that_does_not_take_loses_nothing()
    {
        using var t = new TempTree();
        using var w = TreeWatcher.Start(new TreeWatcherOptions(t.Top));
        await w.Populated;
        for (int i = 0; i < 300; i++) t.Write($"f{i}");
        var seen = new HashSet<string>();
        var settled = w.SettleAsync(TestContext.Current.CancellationToken);
        while (!settled.IsCompleted || w.Batches.TryPeek(out _))
        {
            while (w.Batches.TryRead(out var b)) seen.UnionWith(b.Events.Select(e => e.Path));
            await Task.Yield();
        }
        Assert.Equal(300, seen.Count);
    }
}
