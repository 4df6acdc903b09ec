using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests;

/// <summary>What ./run shows to somebody who has never seen it.</summary>
public sealed class DemoTests
{
    [Fact]
    public void Without_a_terminal_it_ends_when_everything_arrived_everywhere_and_leaves_no_process()
    {
        using var sandbox = new Sandbox();
        var demo = sandbox.Run(Program.Ours, sandbox.Root, ["breezeway", "demo", "shown"], limit: TimeSpan.FromMinutes(4)).MustSucceed();
        Assert.Contains("Everything arrived everywhere.", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not yet", demo.Output, StringComparison.Ordinal);
        Assert.Empty(Processes.Find("BREEZEWAY_SANDBOX=never", sandbox.Root));
        foreach (string clone in new[] { "desk", "laptop", "office" })
        {
            Assert.Equal("buy milk\ncall home\n", Fs.ReadText($"{sandbox.Root}/shown/{clone}/notes/todo.txt"));
            Assert.False(Fs.Exists($"{sandbox.Root}/shown/{clone}/album/7.jpg"));
            Assert.Equal("", sandbox.Git(Program.Ours, $"{sandbox.Root}/shown/{clone}", "status", "--porcelain").MustSucceed().Output);
        }
    }

    [Fact]
    public void It_does_not_touch_a_folder_that_has_something_in_it()
    {
        using var sandbox = new Sandbox();
        Fs.MakeDirectory($"{sandbox.Root}/mine");
        Fs.WriteText($"{sandbox.Root}/mine/file", "mine\n");
        var said = sandbox.Run(Program.Ours, sandbox.Root, ["breezeway", "demo", "mine"]).MustFail();
        Assert.Contains("not empty", said.Errors, StringComparison.Ordinal);
        Assert.Equal(["file"], Fs.List($"{sandbox.Root}/mine").Select(e => e.Name));
    }
}
