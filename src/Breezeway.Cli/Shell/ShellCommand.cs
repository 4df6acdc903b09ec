using Breezeway.Annex.Keys;
using Breezeway.Base;

namespace Breezeway.Cli.Shell;

/// <summary>One command of git-annex-shell.</summary>
/// <param name="name">As the peer writes it.</param>
/// <param name="summary">One line for the list.</param>
abstract class ShellCommand(string name, string summary, ShellNeed need)
{
    internal string Name => name;
    internal string Summary => summary;
    internal ShellNeed Need => need;

    /// <summary>Returns the exit code. What is allowed at all was looked at already.</summary>
    internal abstract int Run(ShellRequest request, ShellLimits limits);

    internal static readonly IReadOnlyList<ShellCommand> All =
    [
        new ConfigListShell(), new DropKeyShell(), new GcryptSetupShell(), new InAnnexShell(), new NotifyChangesShell(), new P2PStdioShell(), new RecvKeyShell(), new SendKeyShell(),
    ];

    internal static ShellCommand? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    protected static void NoParameters(ShellRequest request)
    {
        if (request.Parameters.Count > 0) throw new UserError("This command takes no parameters.");
    }

    protected static Key KeyOf(string text) => Key.TryParse(text) ?? throw new UserError("bad key");
}
