namespace Breezeway.Annex.Matching;

enum TokenKind { And, Or, Not, Open, Close, Operand }

/// <summary>A word of an expression, or an option that matches.</summary>
readonly record struct ExpressionToken(TokenKind Kind, Expression? Operand = null)
{
    public static ExpressionToken Of(Expression operand) => new(TokenKind.Operand, operand);
}
