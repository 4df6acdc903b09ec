using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Ssh;

/// <summary>An account with two repositories, one of which may be used.</summary>
public sealed class ShellAccount : IDisposable
{
    public ShellAccount()
    {
        Allowed = Sandbox.Init("allowed", Program.Mid);
        Allowed.Write("file", "content\n");
        Allowed.Write("spare", "spare\n");
        Allowed.Annex("add", ".");
        Allowed.Git("commit", "-qm", "files");
        Other = Sandbox.Init("other", Program.Mid);
        Sandbox.Git(Program.Mid, Sandbox.Root, "init", "-q", "plain").MustSucceed();
        // what whoever pushes can make in a work tree
        Fs.Symlink("..", Allowed.At("out"));
        Fs.Symlink(Other.Path, Allowed.At("away"));
        Fs.Symlink(Allowed.Path, $"{Sandbox.Root}/alias");
    }

    public Sandbox Sandbox { get; } = new();
    public Clone Allowed { get; }
    public Clone Other { get; }

    public void Dispose() => Sandbox.Dispose();
}

/// <summary>Attempts to get around what an account's owner allows.</summary>
public sealed class ShellRestrictionTests(ShellAccount account) : IClassFixture<ShellAccount>
{
    readonly Sandbox _sandbox = account.Sandbox;
    readonly Clone _allowed = account.Allowed, _other = account.Other;
    readonly string _key = account.Allowed.Annex("lookupkey", "file").Trim();

    RunResult Shell(string[] words, params (string, string?)[] limits) =>
        _sandbox.Run(Program.Ours, _sandbox.Root, ["git-annex-shell", .. words], [], environment: limits.Select(l => ($"GIT_ANNEX_SHELL_{l.Item1}", l.Item2)));

    RunResult InAllowed(params string[] words) => Shell(words, ("DIRECTORY", _allowed.Path));

    [Theory]
    [InlineData("$ALLOWED")]
    [InlineData("$ALLOWED/")]
    [InlineData("$ROOT/./allowed//")]
    [InlineData("$ROOT/other/../allowed")]
    [InlineData("../allowed")]
    [InlineData("~/../allowed")]
    [InlineData("/~/../allowed")]
    [InlineData("$ROOT/alias")]
    public void The_allowed_directory_may_be_written_in_any_way(string directory)
    {
        var said = InAllowed("configlist", Expand(directory)).MustSucceed();
        Assert.StartsWith($"annex.uuid={Uuid(_allowed)}\n", said.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$ROOT/other")]
    [InlineData("$ALLOWED/../other")]
    [InlineData("$ALLOWED/out/other")]
    [InlineData("$ALLOWED/out")]
    [InlineData("$ALLOWED/out/.")]
    [InlineData("$ALLOWED/away")]
    [InlineData("$ALLOWED/away/")]
    [InlineData("$ALLOWED/away/../allowed/../other")]
    [InlineData("$ALLOWED/.git")]
    [InlineData("$ROOT")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("~root")]
    [InlineData("../other")]
    [InlineData("$ROOT/nowhere")]
    [InlineData("$ALLOWED\n")]
    [InlineData("$ALLOWED ")]
    [InlineData("'$ALLOWED'")]
    [InlineData("--uuid")]
    public void No_other_directory_is_reached(string directory)
    {
        directory = Expand(directory);
        foreach (string[] words in new string[][] { ["configlist", directory], ["inannex", directory, _key], ["p2pstdio", directory, "u"], ["notifychanges", directory], ["dropkey", directory, "--force", _key] })
        {
            var said = InAllowed(words).MustFail();
            Assert.Equal("", said.Output);
            Assert.StartsWith("git-annex: Only allowed to access ", said.Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>Reads as the allowed directory, but the kernel goes through the link.</summary>
    [Fact]
    public void Dots_after_a_link_do_not_lead_out()
    {
        Fs.MakeDirectories($"{_other.Path}/sub");
        Fs.Symlink($"{_other.Path}/sub", _allowed.At("deep"));
        InAllowed("configlist", $"{_allowed.Path}/deep/..").MustFail();
        InAllowed("-c", $"git-upload-pack '{_allowed.Path}/deep/..'").MustFail();
    }

    [Theory]
    [InlineData("git-upload-pack '$ROOT/other'")]
    [InlineData("git-upload-pack '$ALLOWED/../other'")]
    [InlineData("git-upload-pack '$ALLOWED/away'")]
    [InlineData("git-upload-pack '$ALLOWED' '$ROOT/other'")]
    [InlineData("git-upload-pack '$ROOT/other' '$ALLOWED'")]
    [InlineData("git-upload-pack --timeout=1 '$ALLOWED'")]
    [InlineData("git-upload-pack '--strict' '$ALLOWED'")]
    [InlineData("git-upload-pack $ALLOWED")]
    [InlineData("git-upload-pack '$ALLOWED")]
    [InlineData("git-upload-pack '$ALLOWED';'id'")]
    [InlineData("git-upload-pack  '$ALLOWED'")]
    [InlineData("git-upload-pack")]
    [InlineData("git  upload-pack '$ALLOWED'")]
    [InlineData("git-shell -c git-upload-pack '$ALLOWED'")]
    [InlineData("cvs server '$ALLOWED'")]
    [InlineData("anything '$ALLOWED'")]
    [InlineData("../../bin/sh '$ALLOWED'")]
    [InlineData("git-annex-shell git-upload-pack '$ALLOWED'")]
    public void Nothing_is_passed_to_git_shell_but_a_service_of_the_allowed_directory(string line)
    {
        var said = InAllowed("-c", Expand(line)).MustFail();
        Assert.Equal("", said.Output);
        Assert.StartsWith("git-annex: Only allowed to access ", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Gits_own_services_work_in_the_allowed_directory()
    {
        foreach (string line in new[] { $"git-upload-pack '{_allowed.Path}'", $"git upload-pack '../allowed'", $"git-receive-pack '{_sandbox.Root}/alias'" })
            Assert.Contains(_allowed.Ref("refs/heads/master")!, InAllowed("-c", line).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_that_lead_git_elsewhere_do_not_count()
    {
        foreach (string variable in new[] { "GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY" })
        {
            var said = _sandbox.Run(Program.Ours, _sandbox.Root, ["git-annex-shell", "configlist", _allowed.Path], [],
                environment: [(variable, $"{_other.Path}/.git"), ("GIT_ANNEX_SHELL_DIRECTORY", _allowed.Path)]);
            Assert.StartsWith($"annex.uuid={Uuid(_allowed)}\n", said.MustSucceed().Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("dropkey $ALLOWED --force $KEY", "READONLY APPENDONLY")]
    [InlineData("dropkey $ALLOWED $KEY --force --quiet", "READONLY APPENDONLY")]
    [InlineData("dropkey $ALLOWED -- --force", "READONLY APPENDONLY")]
    [InlineData("recvkey $ALLOWED SHA256E-s1--x", "READONLY")]
    [InlineData("gcryptsetup $ALLOWED x", "READONLY APPENDONLY")]
    [InlineData("configlist $ROOT/plain -- autoinit=1 --", "READONLY")]
    public void What_changes_the_repository_is_blocked(string line, string variables)
    {
        foreach (string variable in variables.Split(' '))
        {
            var words = Expand(line).Split(' ');
            foreach (string[] form in new string[][] { words, ["-c", "git-annex-shell " + Expand(line)], [$"git-annex-shell {string.Join(' ', words.Select(w => $"'{w}'"))}"] })
                Assert.Equal($"git-annex: Action blocked by GIT_ANNEX_SHELL_{variable}\n", Shell(form, (variable, "true")).MustFail().Errors);
        }
        Assert.True(_allowed.HasContent("file"));
        Assert.Equal("", _sandbox.Git(Program.Mid, $"{_sandbox.Root}/plain", "config", "annex.uuid").Output);
    }

    [Fact]
    public void An_empty_variable_restricts_nothing()
    {
        Shell(["dropkey", _allowed.Path, "--force", _allowed.Annex("lookupkey", "spare").Trim()], ("READONLY", ""), ("APPENDONLY", ""), ("LIMITED", ""), ("DIRECTORY", "")).MustSucceed();
        Assert.False(_allowed.HasContent("spare"));
    }

    [Theory]
    [InlineData("git-upload-pack '$ALLOWED'")]
    [InlineData("git-annex-shell 'git-upload-pack' '$ALLOWED'")]
    [InlineData("sh")]
    [InlineData("git-annex-shell  configlist '$ALLOWED'")]
    public void Limited_means_that_nothing_reaches_git_shell(string line)
    {
        var said = Shell(["-c", Expand(line)], ("LIMITED", "1")).MustFail();
        Assert.Equal("git-annex: Action blocked by GIT_ANNEX_SHELL_LIMITED\n", said.Errors);
        Shell(["-c", Expand("git-annex-shell 'configlist' '$ALLOWED'")], ("LIMITED", "1")).MustSucceed();
    }

    [Theory]
    [InlineData("READONLY")]
    [InlineData("APPENDONLY")]
    public void The_protocol_refuses_what_is_not_allowed(string variable)
    {
        string talk = $"VERSION 4\nREMOVE {_key}\nREMOVE-BEFORE 99999999999 {_key}\nPUT  SHA256E-s1--x\nFAILURE\nCHECKPRESENT {_key}\n";
        var said = _sandbox.Run(Program.Ours, _sandbox.Root, ["git-annex-shell", "p2pstdio", _allowed.Path, "u"], System.Text.Encoding.ASCII.GetBytes(talk),
            environment: [($"GIT_ANNEX_SHELL_{variable}", "1")]).MustSucceed();
        string denied = variable == "READONLY" ? "ERROR this repository is read-only; write access denied" : "ERROR this repository is append-only; removal denied";
        string[] lines = said.Output.Split('\n');
        Assert.Equal([denied, denied], lines[2..4]);
        Assert.Equal(variable == "READONLY" ? denied : "PUT-FROM 0", lines[4]);
        Assert.Equal("SUCCESS", lines[6]);
        Assert.True(_allowed.HasContent("file"));
    }

    [Theory]
    [InlineData("../../../evil")]
    [InlineData("..")]
    [InlineData("lck")]
    [InlineData("a/b")]
    public void A_peer_that_calls_itself_a_path_writes_nowhere_else(string peer)
    {
        Fs.RemoveTree($"{_allowed.GitFolder}/annex/transfer/failed");
        Fs.RemoveTree($"{_allowed.GitFolder}/annex/tmp");
        byte[] talk = System.Text.Encoding.ASCII.GetBytes($"VERSION 1\nPUT  SHA256E-s9--x\nDATA 5\nhello");
        _sandbox.Run(Program.Ours, _sandbox.Root, ["git-annex-shell", "p2pstdio", _allowed.Path, peer], talk).MustFail();
        Assert.Equal(["download"], (Fs.TryList($"{_allowed.GitFolder}/annex/transfer/failed", out _) ?? []).Select(e => e.Name));
        Assert.Single(Fs.TryList($"{_allowed.GitFolder}/annex/transfer/failed/download", out _) ?? []);
        Assert.False(Fs.Exists($"{_sandbox.Root}/evil"));
    }

    [Fact]
    public void Options_cannot_set_configuration()
    {
        foreach (string option in new[] { "-c", "--config", "--git-dir", "--numcopies" })
            Assert.Contains($"Invalid option `{option}'", Shell(["inannex", _allowed.Path, option, "annex.secure-erase-command=id", _key]).MustFail().Errors, StringComparison.Ordinal);
    }

    string Expand(string text) => text.Replace("$ALLOWED", _allowed.Path, StringComparison.Ordinal).Replace("$ROOT", _sandbox.Root, StringComparison.Ordinal).Replace("$KEY", _key, StringComparison.Ordinal);

    static string Uuid(Clone clone) => clone.Git("config", "annex.uuid").Trim();
}
