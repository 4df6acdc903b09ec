using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests;

/// <summary>The published executable as a file.</summary>
public sealed class ExecutableTests
{
    const long MostBytes = 40_000_000;

    [Fact]
    public void It_works_alone_in_a_folder_under_either_name()
    {
        using var sandbox = new Sandbox();
        string folder = $"{sandbox.Root}/alone";
        Fs.MakeDirectory(folder);
        Fs.WriteAll($"{folder}/git-annex", Fs.ReadAll($"{Machine.OurFolder}/breezeway"));
        Fs.SetPermissions($"{folder}/git-annex", 0x1ED);
        var said = sandbox.Run(Program.Ours, sandbox.Root, [$"{folder}/git-annex", "version", "--raw"]).MustSucceed();
        Assert.StartsWith("10.20250416-breezeway", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_needs_no_library_but_the_C_library()
    {
        using var sandbox = new Sandbox();
        var needs = sandbox.Run(Program.Ours, sandbox.Root, ["ldd", $"{Machine.OurFolder}/breezeway"]).MustSucceed();
        Assert.All(needs.Lines, line => Assert.Matches("linux-vdso|libc\\.so|libm\\.so|ld-linux", line));
    }

    [Fact]
    public void It_is_stripped_and_not_large()
    {
        Machine.Need(Program.Ours);
        Assert.InRange(Fs.Stat($"{Machine.OurFolder}/breezeway")!.Value.Size, 1, MostBytes);
    }
}
