using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class DescribeCommand : AnnexCommand
{
    public override string Name => "describe";
    public override Section Section => Section.Setup;
    public override string Summary => "change description of a repository";
    public override string Parameters => "REPOSITORY DESC";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count < 2) throw new UserError("Specify a repository and a description.");
        string word = arguments.Words[0], description = string.Join(' ', arguments.Words.Skip(1));
        var uuid = run.UuidNamed(word);
        var report = run.Reporter.Start(word, input: arguments.Words);
        run.Repository.Branch.Change(DescriptionLog.Path, text => DescriptionLog.Set(text, uuid, description, run.Repository.Clock), run.Repository.IsPrivate(uuid));
        report.End(true);
        return run.Finish();
    }
}
