using System.Globalization;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

/// <summary><c>numcopies</c> and <c>mincopies</c> (policy.md 1).</summary>
public sealed class NumCopiesCommand(string name, string path) : AnnexCommand
{
    public override string Name => name;
    public override Section Section => Section.Setup;
    public override string Summary => name == "numcopies" ? "configure desired number of copies" : "configure minimum number of copies";
    public override string Parameters => "N";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count > 1) throw new UserError("Specify a single number.");
        if (arguments.Words.Count == 0) Show(run);
        else Set(run, arguments.Words[0]);
        return run.Finish();
    }

    void Show(CommandRun run)
    {
        if (NumCopiesLog.Parse(run.Repository.Branch.Read(path)) is int n) { Out.Line(n.ToString(CultureInfo.InvariantCulture)); return; }
        Out.Line($"global {name} is not set");
        if (name != "numcopies") return;
        string old = run.Repository.Config.GetInt("annex.numcopies") is long o ? o.ToString(CultureInfo.InvariantCulture) : "";
        Out.Line(old.Length > 0 ? $"(annex.numcopies from git config is {old})" : "(default is 1)");
    }

    void Set(CommandRun run, string word)
    {
        int n = Number(word) ?? throw new UserError($"Bad number: {word}");
        if (n < 0) throw new UserError($"{name} cannot be negative!");
        if (n == 0) throw new UserError($"Cannot set {name} to 0.");
        var report = run.Reporter.Start(n.ToString(CultureInfo.InvariantCulture), input: [word]);
        run.Repository.Branch.Change(path, text => NumCopiesLog.Set(text, n, run.Repository.Clock));
        report.End(true);
    }

    /// <summary>The whole number that a text starts with.</summary>
    internal static int? Number(string word)
    {
        string t = word.TrimStart(' ', '\t');
        int i = t.StartsWith('-') ? 1 : 0, start = i;
        while (i < t.Length && char.IsAsciiDigit(t[i])) i++;
        return i > start && int.TryParse(t.AsSpan(0, i), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) ? n : null;
    }
}
