namespace Breezeway.Interop.Tests;

/// <summary>One repository at rest, used by the reference and by ours in turn.</summary>
public sealed class SameRepositoryTests
{
    static Clone WithTwoFiles(Sandbox sandbox, Program maker)
    {
        var clone = sandbox.Init("r", maker);
        clone.Write("one", "first content\n");
        clone.Write("folder/two words", "second content\n");
        clone.Annex("add", ".");
        clone.Git("commit", "-qm", "two files");
        return clone;
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void Ours_finds_what_the_reference_added(Program reference)
    {
        using var sandbox = new Sandbox();
        var clone = WithTwoFiles(sandbox, reference);
        Assert.Equal(clone.Annex("find"), clone.As(Program.Ours).Annex("find"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void The_reference_finds_what_ours_added_and_nothing_amiss(Program reference)
    {
        using var sandbox = new Sandbox();
        var clone = WithTwoFiles(sandbox, Program.Ours);
        Assert.Equal(["folder/two words", "one"], clone.As(reference).Annex("find").TrimEnd('\n').Split('\n'));
        clone.MustBeSound(reference);
        Assert.Equal("", clone.Git("status", "--porcelain"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void Keys_are_the_same_whoever_added_the_file(Program reference)
    {
        using var sandbox = new Sandbox();
        var theirs = sandbox.Init("theirs", reference);
        var ours = sandbox.Init("ours", Program.Ours);
        foreach (var clone in new[] { theirs, ours })
        {
            clone.Write("photo.jpg", "not really\n");
            clone.Annex("add", "photo.jpg");
        }
        Assert.Equal(theirs.Git("ls-files", "-s"), ours.Git("ls-files", "-s"));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public void Content_moves_between_clones_of_different_programs(Program reference)
    {
        using var sandbox = new Sandbox();
        var origin = WithTwoFiles(sandbox, reference);
        var clone = sandbox.CloneOf(origin, "copy", Program.Ours);
        clone.Annex("get", "one");
        Assert.Equal("first content\n", clone.Read("one"));
        clone.MustBeSound(reference);
        clone.As(reference).Annex("drop", "one");
        Assert.False(clone.HasContent("one"));
    }
}
