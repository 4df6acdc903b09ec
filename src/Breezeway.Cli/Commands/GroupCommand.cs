using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

/// <summary><c>group</c> and <c>ungroup</c>.</summary>
public sealed class GroupCommand(string name, bool add) : AnnexCommand
{
    public override string Name => name;
    public override Section Section => Section.Setup;
    public override string Summary => add ? "add a repository to a group" : "remove a repository from a group";
    public override string Parameters => add ? "REPOSITORY [GROUP]" : "REPOSITORY GROUP";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count is not 2 && !(add && arguments.Words.Count == 1)) throw new UserError("Specify a repository and a group.");
        var uuid = run.UuidNamed(arguments.Words[0]);
        if (arguments.Words.Count == 1) Out.Line(string.Join(' ', Groups(run, uuid)));
        else Change(run, uuid, arguments.Words);
        return run.Finish();
    }

    static IReadOnlyList<string> Groups(CommandRun run, Uuid uuid) => GroupLog.Parse(run.Repository.Branch.Read(GroupLog.Path)).GetValueOrDefault(uuid, []);

    void Change(CommandRun run, Uuid uuid, IReadOnlyList<string> words)
    {
        var report = run.Reporter.Start(words[0], input: words);
        run.Repository.Branch.Change(GroupLog.Path, text =>
        {
            var now = GroupLog.Parse(text).GetValueOrDefault(uuid, []);
            return GroupLog.Set(text, uuid, add ? [.. now, words[1]] : now.Where(g => g != words[1]), run.Repository.Clock);
        }, run.Repository.IsPrivate(uuid));
        report.End(true);
    }
}
