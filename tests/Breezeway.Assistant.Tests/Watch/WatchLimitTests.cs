using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Assistant.Tests.Watch;

/// <summary>
/// Too few inotify watches. The limit is set in a user namespace of its own, so the test proper runs in a second process there.
/// </summary>
public sealed class WatchLimitTests
{
    const string LimitFile = "/proc/sys/user/max_inotify_watches";

    static Finished InNamespace(params string[] command)
    {
        string[] all = ["unshare", "-Ur", "sh", "-c", $"echo 4 > {LimitFile} && exec \"$@\"", "sh", .. command];
        using var child = Child.Start(new Command(all) { Errors = Stdio.Inherit });
        byte[] output = child.Output!.ReadToEnd();
        return new Finished(child.Wait(), output, []);
    }

    [Fact]
    public void Directories_beyond_the_limit_are_named_and_found_again_once_there_is_room()
    {
        Assert.SkipUnless(InNamespace("true").Ok, "needs user namespaces");
        var run = InNamespace(Path.Combine(AppContext.BaseDirectory, "Breezeway.Assistant.Tests"), "-explicit", "only", "-method", $"*.{nameof(Few_watches)}");
        Assert.True(run.Ok && run.Text.Contains("Total: 1,", StringComparison.Ordinal), run.Text);
    }

    [Fact(Explicit = true)]
    public async Task Few_watches()
    {
        await using var w = await Watched.Start(t => { t.Dir("a"); t.Dir("b"); t.Dir("c/in"); t.Dir("d"); t.Dir("e/in"); }, o => o with { Threads = 1 });
        var unwatched = w.Watcher.Unwatched;
        Assert.True(unwatched.Count >= 2, string.Join(' ', unwatched));
        string told = await w.Told();
        Assert.Equal(unwatched.Select(p => $"Unwatched {p}"), told.Split('\n'));

        w.Disk.Dir("new/deep");
        Assert.Contains("Unwatched new", (await w.Told()).Split('\n'));

        // Without room a retry says what to look at by other means.
        w.Watcher.RetryUnwatched();
        Assert.Equal(w.Watcher.Unwatched.Select(p => $"SubtreeUncertain {p}"), (await w.Told()).Split('\n'));

        Fs.WriteText(LimitFile, "1000");
        w.Watcher.RetryUnwatched();
        await w.Told();
        Assert.Empty(w.Watcher.Unwatched);
        w.AssertTreeIsTrue();
        w.Disk.Write("new/deep/f");
        w.Disk.Write("e/in/f");
        Assert.Equal("Written e/in/f\nWritten new/deep/f", await w.Told());
    }
}
