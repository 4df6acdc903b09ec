using Breezeway.Cli.Options;

namespace Breezeway.Cli.Commands;

/// <summary>The sections of <c>git annex help</c>.</summary>
public enum Section { Common, Setup, Maintenance, Query, Metadata, Utility, Plumbing, Testing, Breezeway }

/// <summary>One command, one file: its help, its options, and what it does. It parses, asks a lower layer, and prints.</summary>
public abstract class AnnexCommand
{
    public abstract string Name { get; }
    public abstract Section Section { get; }
    /// <summary>One line, lower case, as the command list shows it.</summary>
    public abstract string Summary { get; }
    /// <summary>The words after the options in the usage line.</summary>
    public virtual string Parameters => "";
    /// <summary>The command's own options; the global ones are added to all.</summary>
    public virtual IReadOnlyList<Option> Options => [];
    /// <summary>Further paragraphs of help.</summary>
    public virtual string Description => "";

    /// <summary>Returns the exit code.</summary>
    public abstract int Run(Arguments arguments);
}
