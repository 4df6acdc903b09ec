using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>Content that a client of our server locked stays, also for the reference, until it is unlocked or ten minutes are over (repository.md 3).</summary>
public sealed class RetentionTests : IDisposable
{
    readonly Sandbox _sandbox = new();
    readonly Clone _clone;
    readonly string _key, _directory;

    public RetentionTests()
    {
        _clone = _sandbox.Init("r", Program.Mid);
        _clone.Write("file", "content\n");
        _clone.Annex("add", "file");
        _clone.Git("commit", "-qm", "file");
        _key = _clone.Annex("lookupkey", "file").Trim();
        _directory = Fs.Parent(_clone.At(_clone.Annex("contentlocation", _key).Trim()));
    }

    public void Dispose() => _sandbox.Dispose();

    Talk Server(Program program = Program.Ours)
    {
        var talk = new Talk(_sandbox, program, _clone.Path, "git-annex-shell", "p2pstdio", _clone.Path, "u");
        talk.HearUntil("AUTH-SUCCESS");
        Assert.Equal("VERSION 4", talk.Ask("VERSION 4"));
        return talk;
    }

    string[] Files => [.. Fs.List(_directory).Select(e => e.Name.Replace(_key, "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    void MustStay()
    {
        foreach (var program in new[] { Program.Mid, Program.Ours })
        {
            Assert.Contains("locked", _clone.As(program).TryAnnex("drop", "--force", "file").MustFail().Errors, StringComparison.Ordinal);
            using var other = Server(program);
            Assert.Null(other.Ask($"REMOVE {_key}"));
            other.End();
        }
        Assert.True(_clone.HasContent("file"));
    }

    [Fact]
    public void A_clean_unlock_leaves_nothing()
    {
        using var holder = Server();
        Assert.Equal("SUCCESS", holder.Ask($"LOCKCONTENT {_key}"));
        Assert.Equal(["", ".lck", ".rtl", ".rtm"], Files);
        Assert.Equal(0x16Du /* 0555 */, Fs.LStat(_directory)!.Value.Permissions);
        MustStay();
        holder.Say("UNLOCKCONTENT");
        Assert.Equal("SUCCESS", holder.Ask($"CHECKPRESENT {_key}"));
        Assert.Equal([""], Files);
        _clone.Annex("drop", "--force", "file");
    }

    [Fact]
    public void So_does_the_end_of_the_input()
    {
        using var holder = Server();
        Assert.Equal("SUCCESS", holder.Ask($"LOCKCONTENT {_key}"));
        holder.End();
        Assert.Equal([""], Files);
    }

    [Fact]
    public void A_holder_that_is_killed_keeps_its_word()
    {
        using var holder = Server();
        Assert.Equal("SUCCESS", holder.Ask($"LOCKCONTENT {_key}"));
        holder.Kill();
        MustStay();
        // and another one that unlocks does not take that back
        using var second = Server();
        Assert.Equal("SUCCESS", second.Ask($"LOCKCONTENT {_key}"));
        second.Say("UNLOCKCONTENT");
        second.End();
        MustStay();
        // over: the reference removes what is left with the object
        Fs.SetPermissions(_directory, 0x1ED);
        Fs.WriteText($"{_directory}/{_key}.rtm", "1000000000.5s");
        _clone.Annex("drop", "--force", "file");
        Assert.False(Fs.Exists(_directory));
    }

    [Theory]
    [InlineData(Program.Mid, Program.Ours)]
    [InlineData(Program.Ours, Program.Mid)]
    [InlineData(Program.Ours, Program.Ours)]
    public void The_first_of_two_to_unlock_does_not_unlock_for_both(Program one, Program other)
    {
        using var first = Server(one);
        using var second = Server(other);
        Assert.Equal("SUCCESS", first.Ask($"LOCKCONTENT {_key}"));
        Assert.Equal("SUCCESS", second.Ask($"LOCKCONTENT {_key}"));
        first.Say("UNLOCKCONTENT");
        Assert.Equal("SUCCESS", first.Ask($"CHECKPRESENT {_key}"));
        MustStay();
        second.Kill();
        MustStay();
        first.End();
    }

    [Fact]
    public void What_is_about_to_be_removed_is_neither_locked_nor_present_nor_taken_for_stored()
    {
        using var removing = Held.Exclusive(_clone, _key);
        using var server = Server();
        Assert.Equal("FAILURE", server.Ask($"LOCKCONTENT {_key}"));
        Assert.Equal("ERROR content is locked", server.Ask($"CHECKPRESENT {_key}"));
        Assert.Equal("ERROR content is locked", server.Ask($"PUT  {_key}"));
        server.End();
    }
}
