using Breezeway.Annex;
using Breezeway.Base.Processes;

namespace Breezeway.Sync;

/// <summary>Runs git in the work tree for the user to see: what it says goes where this program's output goes.</summary>
/// <param name="quiet">Nothing but errors is shown; commands that know <c>--quiet</c> get it.</param>
/// <param name="before">Called before each command that shows something, so that what was said before stands before it.</param>
public sealed class GitRunner(AnnexRepository repository, bool quiet, Action before)
{
    IReadOnlyList<(string Name, string? Value)> _environment = [];

    public bool Quiet => quiet;

    /// <summary>The same for commands that talk to a remote.</summary>
    /// <param name="environment">How it is reached (RemoteList.GitEnvironment).</param>
    public GitRunner With(IReadOnlyList<(string Name, string? Value)> environment) => environment.Count == 0 ? this : new(repository, quiet, before) { _environment = environment };

    /// <summary>Returns the exit code.</summary>
    public int Show(params IEnumerable<string> words)
    {
        before();
        return Child.Run(Prepare(words) with { Output = quiet ? Stdio.Null : Stdio.Inherit, Errors = Stdio.Inherit }).ExitCode;
    }

    /// <summary>Nothing is shown; its streams are in the result.</summary>
    public Finished Run(params IEnumerable<string> words) => Child.Run(Prepare(words));

    Command Prepare(IEnumerable<string> words) => new(["git", .. words]) { Directory = repository.Top, Environment = _environment };
}
