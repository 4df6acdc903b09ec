using Breezeway.Cli.Commands;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli;

/// <summary>Usage texts.</summary>
static class Help
{
    internal static string Usage(AnnexCommand command) => $"git-annex {command.Name} {(command.Parameters.Length > 0 ? command.Parameters + " " : "")}[OPTION ...]";

    internal static void Command(AnnexCommand command)
    {
        Out.Line($"git-annex {command.Name} - {command.Summary}\n");
        Out.Line($"Usage: {Usage(command)}");
        if (command.Description.Length > 0) Out.Line("\n" + command.Description);
        if (command.Options.Count > 0) { Out.Line("\nAvailable options:"); Options(command.Options); }
        Out.Line("\nOptions of all commands:");
        Options(GlobalOptions.All);
    }

    static void Options(IReadOnlyList<Option> options)
    {
        foreach (var o in options.Where(o => !o.Hidden))
        {
            string names = string.Join(",", o.Names.OrderBy(n => n.Length)) + (o.Value is null ? "" : " " + o.Value);
            Out.Line(names.Length < 24 ? $"  {names,-24} {o.Help}" : $"  {names}\n{"",27}{o.Help}");
        }
    }

    internal static void All(string program)
    {
        Out.Line($"{program} - manage files with git, without checking their contents in\n");
        Out.Line($"Usage: {program} COMMAND [OPTION ...]");
        foreach (var section in CommandList.All.GroupBy(c => c.Section).OrderBy(g => g.Key))
        {
            Out.Line($"\n{section.Key} commands:\n");
            foreach (var c in section) Out.Line($"{c.Name,-20} {c.Summary}");
        }
        Out.Line($"\nFor help on one of them: {program} help COMMAND");
    }
}
