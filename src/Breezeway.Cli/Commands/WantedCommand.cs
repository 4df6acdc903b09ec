using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

/// <summary><c>wanted</c> and <c>required</c>: a repository's preferred and required content (policy.md 3).</summary>
public sealed class WantedCommand(string name, string path) : AnnexCommand
{
    public override string Name => name;
    public override Section Section => Section.Setup;
    public override string Summary => $"get or set {(name == "wanted" ? "preferred" : "required")} content expression";
    public override string Parameters => "REPOSITORY [EXPRESSION]";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count is not (1 or 2)) throw new UserError("Specify a repository.");
        var uuid = run.UuidNamed(arguments.Words[0]);
        if (arguments.Words.Count == 1) Out.Line(PreferredContentLog.Parse(run.Repository.Branch.Read(path)).GetValueOrDefault(uuid, ""));
        else
            Change(run, arguments.Words, expression =>
                run.Repository.Branch.Change(path, text => PreferredContentLog.Set(text, uuid, expression, run.Repository.Clock), run.Repository.IsPrivate(uuid)));
        return run.Finish();
    }

    /// <summary>Records an expression if it parses.</summary>
    internal static void Change(CommandRun run, IReadOnlyList<string> words, Action<string> record)
    {
        var report = run.Reporter.Start(words[0], input: words);
        if (ExpressionParser.Parse(words[1], TermSet.PreferredContent).Error is { } error) { report.Fail($"Parse error: {error}"); return; }
        record(words[1]);
        report.End(true);
    }
}

/// <summary>What the members of a group want, where they say <c>groupwanted</c>.</summary>
public sealed class GroupWantedCommand : AnnexCommand
{
    public override string Name => "groupwanted";
    public override Section Section => Section.Setup;
    public override string Summary => "get or set groupwanted expression";
    public override string Parameters => "GROUP [EXPRESSION]";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count is not (1 or 2)) throw new UserError("Specify a group.");
        string group = arguments.Words[0];
        if (arguments.Words.Count == 1) Out.Line(PreferredContentLog.ParseGroups(run.Repository.Branch.Read(PreferredContentLog.GroupPath)).GetValueOrDefault(group, ""));
        else
            WantedCommand.Change(run, arguments.Words, expression =>
                run.Repository.Branch.Change(PreferredContentLog.GroupPath, text => PreferredContentLog.SetGroup(text, group, expression, run.Repository.Clock)));
        return run.Finish();
    }
}
