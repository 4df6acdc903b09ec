using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Cli.Commands;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Shell;
using Breezeway.Remotes.Ssh;

namespace Breezeway.Cli;

/// <summary>Which program are we, which command is asked for, and how failures become a line and an exit code.</summary>
static class Program
{
    static int Main()
    {
        Signals.IgnoreBrokenPipes();
        var words = ProcessEnvironment.Arguments();
        string name = Fs.BaseName(words.Length > 0 ? words[0] : "git-annex");
        try { return Run(name, [.. words.Skip(1)]); }
        catch (UsageError e) { return Fail($"{e.Message}\n\nTry: git-annex help"); }
        catch (UserError e) { return Fail($"git-annex: {e.Message}"); }
        catch (CorruptData e) { return Fail($"git-annex: {e.Message}"); }
        catch (FileError e) { return Fail($"git-annex: {e.Message}"); }
        catch (Exception e) when (ProcessEnvironment.Get("BREEZEWAY_TRACE") is null) { return Fail($"git-annex: internal error: {ByteText.Utf8(e.Message)} (set BREEZEWAY_TRACE=1 for where)"); }
        catch (Exception e) { return Fail(ByteText.Utf8(e.ToString())); }
        finally { Out.Flush(); }
    }

    static int Fail(string message) { Out.Error(message); return 1; }

    static int Run(string program, string[] words)
    {
        if (GitSsh.IsCalled(words)) return Fail($"git-annex: {GitSsh.Become(words).Message}");
        // a login shell's name begins with a dash
        if (program is "git-annex-shell" or "-git-annex-shell") return ShellProgram.Run(words);
        if (words.Length == 0 || words[0] is "help" or "--help" or "-h") return ShowHelp(program, words);
        var command = CommandList.Find(words[0]);
        if (command is null) return Fail($"git-annex: Unknown command '{words[0]}'. For the list: git-annex help");
        if (words.Skip(1).TakeWhile(w => w != "--").Any(w => w is "--help" or "-h")) { Help.Command(command); return 0; }
        try { return command.Run(ArgumentParser.Parse([.. command.Options, .. GlobalOptions.All], words[1..])); }
        catch (UsageError e) { return Fail($"{e.Message}\n\nUsage: {Help.Usage(command)}"); }
    }

    static int ShowHelp(string program, string[] words)
    {
        if (words.Length > 1 && CommandList.Find(words[1]) is { } command) { Help.Command(command); return 0; }
        Help.All(program);
        return words.Length == 0 ? 1 : 0;
    }
}
