using Breezeway.Annex.WorkTree;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class PreCommitCommand : AnnexCommand
{
    public override string Name => "pre-commit";
    public override Section Section => Section.Plumbing;
    public override string Summary => "run by git pre-commit hook";
    public override string Parameters => "[PATH ...]";

    public override int Run(Arguments arguments)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        using var access = RepositoryAccess.Open(arguments, reporter, merge: false);
        if (access.Repository.IsBare) return 0;
        bool changed = new PreCommit(access.Repository).Run((file, key) => reporter.Start(file, file, key, name: "fix").End(true), Warn);
        if (changed) reporter.Say("(recording state in git...)");
        return reporter.Finish();
    }

    static void Warn(string text)
    {
        Out.Line("");
        Out.Error($"  {text}");
    }
}
