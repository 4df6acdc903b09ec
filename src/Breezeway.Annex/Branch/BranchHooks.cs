using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Annex.Branch;

/// <summary>What users may hang on changes of the git-annex branch: a hook script of git's hooks directory, or a command by setting, which comes first.</summary>
static class BranchHooks
{
    /// <summary>The message of a commit: annex.commitmessage, else what annex.commitmessage-command or the hook commitmessage-annex says, else <c>update</c>.</summary>
    internal static string CommitMessage(AnnexRepository repository)
    {
        if (repository.Config.Get("annex.commitmessage") is { } fixedText) return fixedText;
        if (Command(repository, "annex.commitmessage-command", "commitmessage-annex") is { } command && Child.Run(command) is { Ok: true } said && said.Text.TrimEnd('\n') is { Length: > 0 } text) return text;
        return "update";
    }

    /// <summary>Runs annex.post-update-command or the hook post-update-annex. Its failure is its own affair: the branch has moved.</summary>
    internal static void AfterUpdate(AnnexRepository repository)
    {
        if (Command(repository, "annex.post-update-command", "post-update-annex") is { } command) Child.Run(command with { Output = Stdio.Null, Errors = Stdio.Inherit });
    }

    /// <summary>Null when neither is there.</summary>
    static Command? Command(AnnexRepository repository, string setting, string hook)
    {
        if (repository.Config.Get(setting) is { Length: > 0 } words) return new Command("sh", "-c", words) { Directory = repository.Top };
        string path = $"{Hooks(repository)}/{hook}";
        return Fs.Stat(path) is { IsRegular: true, IsExecutable: true } ? new Command(path) { Directory = repository.Top } : null;
    }

    static string Hooks(AnnexRepository repository) => repository.Config.Get("core.hookspath") is { Length: > 0 } p
        ? Git.RepositoryLocation.Absolute(p.StartsWith("~/", StringComparison.Ordinal) ? ProcessEnvironment.Home + p[1..] : p, repository.Top)
        : $"{repository.Location.CommonDir}/hooks";
}
