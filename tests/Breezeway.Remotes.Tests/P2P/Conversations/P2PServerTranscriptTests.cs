using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>What git-annex-shell 10.20250416 and 10.20230126 answer, byte for byte.</summary>
public sealed class P2PServerTranscriptTests
{
    static readonly string K = Content.Hello.Key.ToString(), K2 = Content.Other.Key.ToString();
    const string Junk = "ERROR expected SUCCESS or SUCCESS-PLUS or FAILURE or FAILURE-PLUS\n";

    static Task<Script> StartAsync(MemoryLocal? local = null, int? version = 4) => new Script(local ?? MemoryLocal.With(Content.Hello)).StartAsync(version);

    [Fact]
    public async Task The_transcript_of_version_4()
    {
        await using var s = await StartAsync(version: null);
        await s.SayAsync("VERSION 4\n", "VERSION 4\n");
        await s.SayAsync($"CHECKPRESENT {K}\n", "SUCCESS\n");
        await s.SayAsync($"GET 0 my%file.txt {K}\n", "DATA 6\nhello\nVALID\n");
        await s.SayAsync("SUCCESS\n");
        await s.SayAsync($"GET 4  {K}\n", "DATA 2\no\nVALID\n");
        await s.SayAsync("SUCCESS\n");
        await s.SayAsync($"PUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA 10\npayload123VALID\n", "SUCCESS\n");
        await s.SayAsync($"PUT  {K2}\n", "ALREADY-HAVE\n");
        await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        await s.SayAsync("UNLOCKCONTENT\n");
        await s.SayAsync("GETTIMESTAMP\n", "TIMESTAMP 814\n");
        await s.SayAsync($"GET 6  {K}\n", "DATA 0\nVALID\n");
        await s.SayAsync($"SUCCESS\nGET 60  {K}\n", "DATA 0\nVALID\n");
        await s.SayAsync($"FAILURE\nREMOVE-BEFORE 813 {K2}\n", "FAILURE\n");
        await s.SayAsync($"REMOVE-BEFORE 914 {K2}\n", "SUCCESS\n");
        await s.SayAsync($"REMOVE {K2}\n", "SUCCESS\n");
        await s.SayAsync($"REMOVE-BEFORE 1 {K2}\n", "SUCCESS\n");
        await s.SayAsync($"GET 0  {K2}\n", "DATA 0\nINVALID\n");
        await s.SayAsync($"FAILURE\nPUT f.txt {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA-PRESENT\n", "FAILURE\n");
        await s.SayAsync("FOO\n", "ERROR unknown command\n");
        await s.SayAsync("SUCCESS\n", "ERROR unexpected command\n");
        await s.SayAsync("BYPASS e605dca6-446a-11e0-8b2a-002170d25c55\n");
        await s.SayAsync($"CHECKPRESENT {K2}\n", "FAILURE\n");
        await s.EndsAsync(0);
    }

    [Fact]
    public async Task Version_0_has_no_VALID()
    {
        await using var s = await StartAsync(version: null);
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\n");
        await s.SayAsync($"SUCCESS\nGET 0  {K2}\n", "DATA 0\n");
        await s.SayAsync($"FAILURE\nPUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA 10\npayload123", "SUCCESS\n");
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\n");
        await s.SayAsync("FOO\n", "ERROR expected SUCCESS or FAILURE\n");
        await s.SayAsync($"REMOVE {K2}\nPUT  {K2}\n", "SUCCESS\nPUT-FROM 0\n");
        await s.SayAsync("DATA-PRESENT\n", "ERROR expected DATA\n");
        await s.EndsAsync(0);
    }

    [Fact]
    public async Task Below_version_2_the_plus_forms_are_not_expected()
    {
        await using var s = await StartAsync(version: 1);
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\nVALID\n");
        await s.SayAsync("SUCCESS-PLUS a\n", "ERROR expected SUCCESS or FAILURE\n");
    }

    [Theory]
    [InlineData("VERSION 0\n", "VERSION 0\n")]
    [InlineData("VERSION 2\r\n", "VERSION 2\n")]
    [InlineData("VERSION 99\n", "VERSION 4\n")]
    [InlineData("VERSION 04\n", "VERSION 4\n")]
    [InlineData("VERSION 99999999999999999999\n", "VERSION 4\n")]
    [InlineData("VERSION 4\nVERSION 1\n", "VERSION 4\nVERSION 1\n")]
    [InlineData("VERSION x\n", "ERROR unknown command\n")]
    public async Task The_version_is_the_smaller_one_and_may_be_asked_again(string says, string hears)
    {
        await using var s = await StartAsync(version: null);
        await s.SayAsync(says, hears);
    }

    [Fact]
    public async Task A_line_that_was_not_expected_is_not_served()
    {
        await using var s = await StartAsync();
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\nVALID\n");
        await s.SayAsync($"CHECKPRESENT {K}\n", Junk);
        await s.SayAsync("SUCCESS\n", "ERROR unexpected command\n");
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\nVALID\n");
        await s.SayAsync("ERROR x\n", Junk);
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\nVALID\n");
        await s.SayAsync($"SUCCESS-PLUS a\nCHECKPRESENT {K}\n", "SUCCESS\n");
    }

    [Fact]
    public async Task A_lock_lasts_until_the_next_line_whatever_it_says()
    {
        var local = MemoryLocal.With(Content.Hello);
        await using var s = await StartAsync(local);
        await s.SayAsync("UNLOCKCONTENT\n", "ERROR unexpected command\n");
        await s.SayAsync($"LOCKCONTENT {K2}\n", "FAILURE\n");
        foreach (string line in new[] { "FOO", $"CHECKPRESENT {K}", $"UNLOCKCONTENT {K}", "ERROR x" })
        {
            await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
            Assert.Equal(1, local.Locks[Content.Hello.Key]);
            await s.SayAsync($"{line}\n", "ERROR expected UNLOCKCONTENT\n");
            Assert.Equal(0, local.Locks[Content.Hello.Key]);
            await s.SayAsync("UNLOCKCONTENT\n", "ERROR unexpected command\n");
        }
        await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        await s.EndsAsync(0);
        Assert.Equal(0, local.Locks[Content.Hello.Key]);
        Assert.Empty(local.Retained);
    }

    [Fact]
    public async Task Removing_locked_content_ends_without_an_answer()
    {
        var local = MemoryLocal.With(Content.Hello);
        await using var holder = await StartAsync(local);
        await holder.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        await using var s = await StartAsync(local);
        await s.SayAsync($"REMOVE {K}\n");
        await s.EndsAsync(1, "content is locked", close: false);
        Assert.NotEmpty(local.Objects);
    }

    [Fact]
    public async Task A_received_ERROR_ends_the_conversation()
    {
        await using var s = await StartAsync();
        await s.SayAsync("ERROR\n");
        await s.EndsAsync(0, close: false);
    }

    [Fact]
    public async Task Half_a_line_at_the_end_is_nothing()
    {
        await using var s = await StartAsync();
        await s.SayAsync($"REMOVE {K}");
        await s.EndsAsync(0);
        Assert.NotEmpty(s.Local.Objects);
    }

    [Fact]
    public async Task A_line_that_is_too_long_ends_the_conversation()
    {
        await using var s = await StartAsync();
        await s.SayAsync(new string('X', 32767) + "\n", "ERROR unknown command\n");
        await s.SayAsync(new string('X', 32768));
        await s.EndsAsync(1, "protocol error", close: false);
    }

    [Fact]
    public async Task Other_messages_of_the_protocol_are_unexpected()
    {
        await using var s = await StartAsync();
        foreach (string line in new[] { "AUTH-SUCCESS u", "AUTH-FAILURE", "AUTH a b", "FAILURE", "SUCCESS-PLUS", "FAILURE-PLUS a", "ALREADY-HAVE", "ALREADY-HAVE-PLUS",
                     "PUT-FROM 3", "VALID", "INVALID", "DATA 3", "DATA-PRESENT", "TIMESTAMP 3", "CHANGED", "CONNECTDONE 1" })
            await s.SayAsync(line + "\n", "ERROR unexpected command\n");
    }

    [Fact]
    public async Task Nothing_is_written_to_a_read_only_repository()
    {
        await using var s = await StartAsync(new MemoryLocal { Access = P2PAccess.ReadOnly }.And(Content.Hello));
        const string no = "ERROR this repository is read-only; write access denied\n";
        await s.SayAsync($"PUT  {K2}\n", no);
        await s.SayAsync($"REMOVE {K}\n", no);
        await s.SayAsync($"REMOVE-BEFORE 1 {K}\n", no);
        await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        await s.SayAsync("UNLOCKCONTENT\nCONNECT git-foo\n", "ERROR unknown command\n");
        await s.SayAsync("CONNECT git-receive-pack\n", no);
        await s.EndsAsync(0, close: false);
        Assert.NotEmpty(s.Local.Objects);
    }

    [Fact]
    public async Task Nothing_is_removed_from_an_append_only_repository()
    {
        await using var s = await StartAsync(new MemoryLocal { Access = P2PAccess.AppendOnly }.And(Content.Hello));
        await s.SayAsync($"REMOVE {K}\n", "ERROR this repository is append-only; removal denied\n");
        await s.SayAsync($"REMOVE-BEFORE 9999 {K}\n", "ERROR this repository is append-only; removal denied\n");
        await s.SayAsync($"PUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA 10\npayload123VALID\n", "SUCCESS\n");
        await s.SayAsync("CONNECT git-receive-pack\n", "ERROR this repository is read-only; write access denied\n");
        await s.EndsAsync(0, close: false);
        Assert.Equal(2, s.Local.Objects.Count);
    }

    [Fact]
    public async Task Over_stdio_there_are_no_change_notifications()
    {
        await using var s = await StartAsync();
        await s.SayAsync("NOTIFYCHANGE\n");
        await s.EndsAsync(1, "change notification not available", close: false);
    }

    [Fact]
    public async Task Over_stdio_nothing_is_relayed_to_git()
    {
        await using var s = await StartAsync();
        await s.SayAsync("CONNECT git-upload-pack\n");
        await s.EndsAsync(1, "relaying to git not supported on this connection", close: false);
    }

    [Fact]
    public async Task A_key_that_cannot_be_checked_is_an_error_not_an_absence()
    {
        await using var s = await StartAsync(new MemoryLocal { Unreadable = "the drive is not mounted" });
        await s.SayAsync($"CHECKPRESENT {K}\n", "ERROR the drive is not mounted\n");
        await s.SayAsync("GETTIMESTAMP\n", "TIMESTAMP 814\n");
    }
}
