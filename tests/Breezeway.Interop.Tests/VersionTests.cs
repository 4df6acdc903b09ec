namespace Breezeway.Interop.Tests;

public sealed class VersionTests
{
    [Fact]
    public void The_raw_version_is_a_number_that_programs_can_compare()
    {
        using var sandbox = new Sandbox();
        var said = sandbox.Annex(Program.Ours, sandbox.Root, "version", "--raw").MustSucceed();
        Assert.StartsWith("10.20250416-breezeway", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Git_finds_it_as_its_annex()
    {
        using var sandbox = new Sandbox();
        var said = sandbox.Git(Program.Ours, sandbox.Root, "annex", "version", "--raw").MustSucceed();
        Assert.StartsWith("10.20250416-breezeway", said.Output, StringComparison.Ordinal);
    }
}
